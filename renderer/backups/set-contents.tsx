import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { cutOfSet } from '../jobs/describe-job.ts';
import { Fold } from '../jobs/fold.tsx';
import { SetFacts } from '../jobs/job-details.tsx';
import { Section } from '../jobs/section.tsx';
import { Sentences } from '../jobs/sentences.tsx';
import { ShardTable } from '../jobs/shard-table.tsx';
import { useTaken } from '../jobs/use-taken.ts';
import { ChainWords } from './chain-words.tsx';
import { isLog } from './set-facts.ts';
import { SetPath } from './set-path.tsx';
import { TableList } from './table-list.tsx';

const OBJECT_KINDS = ['view', 'function', 'procedure', 'package', 'trigger', 'event', 'sequence'] as const;

/** What a set holds, how it was taken, what is missing, its tables and its files. */
export function SetContents({ details }: { readonly details: SetDetails }) {
  const { t } = useTranslation(['backups', 'common', 'jobs']);
  const { bytes, count, duration, list, paragraph } = useFormat();
  const facts = useFacts();
  const sayTaken = useTaken();
  const { summary, shards, exceptions, warnings } = details;
  const cut = cutOfSet(details);
  const tables = summary.tables ?? 0;
  const rows = summary.rows ?? 0;
  const ofLog = isLog(summary);
  const transactions = summary.transactions ?? 0;
  const common = { shards: t('common:shards', { count: shards.length }), stored: bytes(summary.storedBytes ?? 0) };
  const what = !ofLog
    ? t('panel.whatSentence', {
        ...common,
        tables: t('common:tables', { count: tables, shown: count(tables) }),
        rows: t('common:rows', { count: rows, shown: count(rows) }),
        size: bytes(summary.bytes ?? 0),
      })
    : transactions === 0
      ? t('panel.emptyLog', common)
      : t('panel.logSentence', {
          ...common,
          transactions: t('common:transactions', { count: transactions, shown: count(transactions) }),
          size: bytes(summary.logBytes ?? 0),
        });
  const objects = [...OBJECT_KINDS, 'account' as const].flatMap((kind) => {
    const total = shards.reduce(
      (sum, shard) => sum + ((kind === 'account' ? shard.accounts : shard.objects[kind]) ?? 0),
      0,
    );
    return total === 0 ? [] : [t(`objectKinds.${kind}`, { count: total })];
  });
  return (
    <div>
      <Text>
        {ofLog || objects.length === 0
          ? paragraph(what, ...sayTaken(details))
          : paragraph(what, t('panel.objects', { objects: list(objects) }))}
      </Text>
      <ChainWords details={details} />
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
      <Section title={t(ofLog ? 'panel.chainTables' : 'panel.tables')}>
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
