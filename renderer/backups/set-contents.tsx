import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { ShardTable } from '../jobs/backup-result.tsx';
import { cutOfSet } from '../jobs/describe-job.ts';
import { Fold } from '../jobs/fold.tsx';
import { SetFacts } from '../jobs/job-details.tsx';
import { Section } from '../jobs/section.tsx';
import { Sentences } from '../jobs/sentences.tsx';
import { SetPath } from './set-path.tsx';
import { TableList } from './table-list.tsx';

const OBJECT_KINDS = ['view', 'function', 'procedure', 'package', 'trigger', 'event', 'sequence'] as const;

/** What a set holds, how it was taken, what is missing, its tables and its files. */
export function SetContents({ details }: { readonly details: SetDetails }) {
  const { t } = useTranslation(['backups', 'common', 'jobs']);
  const { bytes, count, duration, list } = useFormat();
  const facts = useFacts();
  const { summary, shards, exceptions, warnings } = details;
  const cut = cutOfSet(details);
  const tables = summary.tables ?? 0;
  const rows = summary.rows ?? 0;
  const objects = OBJECT_KINDS.flatMap((kind) => {
    const total = shards.reduce((sum, shard) => sum + (shard.objects[kind] ?? 0), 0);
    return total === 0 ? [] : [t(`objectKinds.${kind}`, { count: total })];
  });
  return (
    <div>
      <Text>
        {t('panel.whatSentence', {
          tables: t('common:tables', { count: tables, shown: count(tables) }),
          rows: t('common:rows', { count: rows, shown: count(rows) }),
          shards: t('common:shards', { count: shards.length }),
          size: bytes(summary.bytes ?? 0),
          stored: bytes(summary.storedBytes ?? 0),
        })}
        {objects.length > 0 && ` ${t('panel.objects', { objects: list(objects) })}`}
      </Text>
      {cut !== null && <Text c="dimmed">{t(`jobs:${cut.key}`, { duration: duration(cut.seconds) })}</Text>}
      {exceptions.length > 0 && (
        <Section title={t('panel.exceptions')}>
          <Sentences sentences={exceptions.map(facts.exception)} />
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title={t('panel.warnings')}>
          <Sentences sentences={warnings.map(facts.warning)} />
        </Section>
      )}
      <Section title={t('panel.shards')}>
        <ShardTable set={details} />
      </Section>
      <Section title={t('panel.tables')}>
        <TableList details={details} />
      </Section>
      <Section title={t('panel.files')}>
        <SetPath set={summary} />
        <Fold label={t('common:details')}>
          <SetFacts set={details} />
        </Fold>
      </Section>
    </div>
  );
}
