import { Code, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClusterView } from '../../shared/contract.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { CappedList } from '../jobs/capped-list.tsx';

/** Privileges the accounts lack, each with the statement that gives it; nothing when none is missing. */
export function MissingPrivileges({ view }: { readonly view: ClusterView }) {
  const { t } = useTranslation('clusters');
  const facts = useFacts();
  const missing = view.shards.flatMap(({ name, check }) =>
    check.state === 'ok' ? check.missing.map((one) => ({ shard: name, ...one })) : [],
  );
  if (missing.length === 0) return null;
  return (
    <section>
      <Title order={3} mb="xs">
        {t('missing')}
      </Title>
      <Stack gap="sm">
        <CappedList items={missing}>
          {(few) =>
            few.map(({ shard, privilege, scope, needed, grant, ...purpose }) => (
              <div key={`${shard} ${privilege} ${scope}`}>
                <Text>
                  <strong>{`${shard}: ${privilege}`}</strong> {`(${t(`missingWhy.${needed}`)}) ${facts.use(purpose)}`}
                </Text>
                <Group gap="xs" wrap="nowrap" align="flex-start">
                  <Code block flex={1}>
                    {grant}
                  </Code>
                  <CopyButton value={grant} label={grant} />
                </Group>
              </div>
            ))
          }
        </CappedList>
      </Stack>
    </section>
  );
}
