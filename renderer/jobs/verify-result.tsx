import { Button, Group, Table } from '@mantine/core';
import { IconRestore } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobRequest, JobResult } from '../../shared/contract.ts';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from './capped-list.tsx';
import { Headline } from './headline.tsx';
import { Section } from './section.tsx';
import { Sentences } from './sentences.tsx';

interface VerifyResultProps {
  readonly request: JobRequest & { readonly kind: 'verify' };
  readonly result: JobResult & { readonly kind: 'verify' };
}

/** What a verification found: whole, or what is damaged and which tables that concerns. */
export function VerifyResult({ request, result }: VerifyResultProps) {
  const { t } = useTranslation('jobs');
  const { bytes } = useFormat();
  const facts = useFacts();
  const { volumes, damage, tables } = result;
  const whole = damage.length === 0;
  const from = { path: request.from, set: request.id };
  return (
    <>
      {whole ? (
        <Headline status="ok" word={t('verified.whole')}>
          {t('verified.wholeSentence', { count: volumes, size: bytes(result.bytes) })}
        </Headline>
      ) : (
        <Headline status="danger" word={t('verified.damaged')} more={t('verified.next')}>
          {t('verified.damagedSentence', { count: damage.length })} {tables.length === 0 ? t('verified.noTable') : null}
        </Headline>
      )}
      <Group mt="md" gap="xs">
        {whole ? (
          <Button
            leftSection={<IconRestore size={18} aria-hidden />}
            renderRoot={(props) => <Link to="/restore" search={{ ...from, reason: 'practice' }} {...props} />}
          >
            {t('result.practise')}
          </Button>
        ) : (
          <>
            <Button renderRoot={(props) => <Link to="/backup" search={{ to: request.from }} {...props} />}>
              {t('verified.again')}
            </Button>
            <Button variant="default" renderRoot={(props) => <Link to="/restore" search={from} {...props} />}>
              {t('verified.restoreRest')}
            </Button>
          </>
        )}
        <Button variant="subtle" renderRoot={(props) => <Link to="/backups" search={from} {...props} />}>
          {t('result.openBackups')}
        </Button>
      </Group>
      {tables.length > 0 && (
        <Section title={t('verified.tables', { count: tables.length })}>
          <Sentences sentences={tables} />
        </Section>
      )}
      {!whole && (
        <Section title={t('verified.damage')}>
          <CappedList items={damage}>
            {(shown) => (
              <Table>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('verified.file')}</Table.Th>
                    <Table.Th>{t('verified.entry')}</Table.Th>
                    <Table.Th>{t('verified.what')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {shown.map(({ file, entry, fact }) => (
                    <Table.Tr key={`${file} ${entry} ${fact.reason}`}>
                      <Table.Td>{file}</Table.Td>
                      <Table.Td>{entry ?? t('verified.wholeFile')}</Table.Td>
                      <Table.Td>{facts.reason(fact).message}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
          </CappedList>
        </Section>
      )}
    </>
  );
}
