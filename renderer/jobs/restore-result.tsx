import { Button, Group, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { JobSnapshot, RestoreRequest } from '../../shared/contract.ts';
import type { RestoredTable, RestoreReport } from '../../shared/restore-report.ts';
import { NumberCell } from '../components/number-cell.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { Statement } from '../components/statement.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { Findings } from '../facts/finding-list.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useSetDetails } from '../queries.ts';
import { CappedList } from './capped-list.tsx';
import { Headline } from './headline.tsx';
import { QualityCard } from './quality-card.tsx';
import { DatedBefore, PreparedTransactions, RolledShards, StoppedShards } from './rolled-forward.tsx';
import { Section } from './section.tsx';
import { Sentences } from './sentences.tsx';

/** Names in a sentence. */
const NAMED = 4;

interface RestoreResultProps {
  readonly job: JobSnapshot;
  readonly request: RestoreRequest;
  readonly report: RestoreReport;
}

/** What a restore came to: what was proven equal, what needs the user, then everything per shard. */
export function RestoreResult({ job, request, report }: RestoreResultProps) {
  const { t } = useTranslation('jobs');
  const facts = useFacts();
  const bad = report.tables.filter(({ state }) => state === 'different' || state === 'failed');
  const stopped = report.rolled.filter((one) => one.stopped !== null);
  const prepared = report.rolled.filter((one) => one.prepared.length > 0);
  const dated = report.rolled.filter((one) => one.datedBefore !== undefined);
  return (
    <>
      <RestoreHeadline job={job} request={request} report={report} bad={bad.length} />
      {report.quality !== null && (
        <QualityCard quality={report.quality} behind={report.rolled.reduce((sum, one) => sum + one.transactions, 0)} />
      )}
      <Group mt="md" gap="xs">
        {bad.length + stopped.length > 0 && (
          <Button
            renderRoot={(props) => <Link to="/restore" search={{ path: request.from, set: request.id }} {...props} />}
          >
            {t('restored.again')}
          </Button>
        )}
        <Button
          variant={bad.length + stopped.length > 0 ? 'default' : 'filled'}
          renderRoot={(props) => <Link to="/clusters/$id" params={{ id: request.clusterId }} {...props} />}
        >
          {t('restored.openCluster')}
        </Button>
      </Group>
      {bad.length > 0 && (
        <Section title={t('restored.needsYou')}>
          <BadTables tables={bad} />
        </Section>
      )}
      {stopped.length > 0 && (
        <Section title={t('rolled.needsYou')}>
          <StoppedShards rolled={stopped} />
        </Section>
      )}
      {dated.length > 0 && (
        <Section title={t('rolled.datedTitle')}>
          <DatedBefore rolled={dated} />
        </Section>
      )}
      {prepared.length > 0 && (
        <Section title={t('prepared.title')}>
          <PreparedTransactions rolled={prepared} />
        </Section>
      )}
      {report.exceptions.length > 0 && (
        <Section title={t('restored.notRestored')}>
          <Sentences sentences={report.exceptions.map(facts.notRestored)} />
        </Section>
      )}
      {report.findings.length + report.warnings.length > 0 && (
        <Section title={t('result.warnings')}>
          <Findings findings={report.findings} />
          <Sentences sentences={report.warnings.map(facts.loadWarning)} />
        </Section>
      )}
      <DropAfterwards request={request} report={report} />
      {report.rolled.length > 0 && (
        <Section title={t('rolled.title')} hint={t('rolled.hint')}>
          <RolledShards rolled={report.rolled} order={[...new Set(report.tables.map(({ shard }) => shard))]} />
        </Section>
      )}
      <Section title={t('shards')}>
        <PerShard tables={report.tables} />
      </Section>
    </>
  );
}

interface RestoreHeadlineProps {
  readonly job: JobSnapshot;
  readonly request: RestoreRequest;
  readonly report: RestoreReport;
  readonly bad: number;
}

function RestoreHeadline({ job, request, report, bad }: RestoreHeadlineProps) {
  const { t } = useTranslation('jobs');
  const { count, between, list } = useFormat();
  const { tables, quality, exceptions, rolled } = report;
  const share = useShareOf(request, report);
  const isRolled = rolled.some(({ last }) => last !== null);
  const short = rolled.filter(({ stopped }) => stopped !== null).map(({ shard }) => shard);
  const dated = rolled.filter(({ datedBefore }) => datedBefore !== undefined).map(({ shard }) => shard);
  const prepared = rolled.reduce((sum, one) => sum + one.prepared.length, 0);
  const values = {
    count: tables.length,
    tables: count(tables.length),
    rows: count(tables.reduce((sum, table) => sum + table.rows, 0)),
    duration: between(job.startedAt, job.endedAt ?? job.startedAt),
  };
  if (bad > 0)
    return (
      <Headline status="danger" word={t('restored.partly')}>
        {t('restored.partSentence', { count: bad, bad: count(bad), tables: values.tables })}
      </Headline>
    );
  if (short.length > 0)
    return (
      <Headline status="attention" word={t('restored.partly')}>
        {t('rolled.shortSentence', { count: short.length, shards: list(short.slice(0, NAMED)) })}
      </Headline>
    );
  if (exceptions.length > 0)
    return (
      <Headline status="attention" word={t('restored.partly')}>
        {t('restored.objectsSentence', { count: exceptions.length })}
      </Headline>
    );
  if (dated.length > 0)
    return (
      <Headline status="attention" word={t('prepared.word')} more={t('rolled.nothingExact')}>
        {t('rolled.datedSentence', { shards: list(dated.slice(0, NAMED)) })}
      </Headline>
    );
  if (prepared > 0)
    return (
      <Headline status="attention" word={t('prepared.word')} more={t('rolled.nothingExact')}>
        {t('prepared.sentence', { count: prepared })}
      </Headline>
    );
  // What was proven of a part says nothing of the rest.
  if (share !== null && quality !== null && !isRolled)
    return (
      <Headline
        status="ok"
        word={t('restored.share', { tables: values.tables, all: count(share.tables) })}
        more={t('restored.nothingExact')}
      >
        {t('restored.shareSentence', { ...values, allRows: count(share.rows) })}
      </Headline>
    );
  return quality === null ? (
    <Headline status="attention" word={t('restored.loaded')} more={t('restored.notCompared')}>
      {t('restored.sentence', values)}
    </Headline>
  ) : (
    <Headline
      status="ok"
      word={t(isRolled ? 'rolled.restored' : 'restored.proven')}
      more={t(isRolled ? 'rolled.nothingExact' : 'restored.nothingExact')}
    >
      {t('restored.sentence', values)}
    </Headline>
  );
}

/** How to be rid of what was restored beside: a practice that stays keeps the next one from its names. */
function DropAfterwards({ request, report }: Pick<RestoreResultProps, 'request' | 'report'>) {
  const { t } = useTranslation('jobs');
  const names = new Set(Object.values(request.rename));
  if (names.size === 0 || request.replace) return null;
  const made = Map.groupBy(
    report.tables.filter(({ schema }) => names.has(schema)),
    ({ target }) => target,
  );
  if (made.size === 0) return null;
  return (
    <Section title={t('drop.title')} hint={t('drop.hint')}>
      {[...made].map(([target, tables]) => {
        const schemas = [...new Set(tables.map(({ schema }) => schema))];
        const sql = schemas.map((schema) => `DROP DATABASE \`${schema.replaceAll('`', '``')}\`;`).join(' ');
        return <Statement key={target} on={target} sql={sql} />;
      })}
    </Section>
  );
}

/** What the whole backup holds where a part of it was asked for; null for all of it, and until that is known. */
function useShareOf(
  { from, id, scope }: RestoreRequest,
  { tables }: RestoreReport,
): { readonly tables: number; readonly rows: number } | null {
  const details = useSetDetails(from, id, scope !== undefined);
  if (scope === undefined || !details.data) return null;
  const all = details.data.shards.flatMap((shard) => shard.tables);
  if (all.length <= tables.length) return null;
  return { tables: all.length, rows: all.reduce((sum, { rows }) => sum + rows, 0) };
}

function BadTables({ tables }: { readonly tables: readonly RestoredTable[] }) {
  const { t } = useTranslation('jobs');
  const facts = useFacts();
  return (
    <CappedList items={tables}>
      {(shown) => (
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('restored.target')}</Table.Th>
              <Table.Th>{t('restored.table')}</Table.Th>
              <Table.Th>{t('restored.state')}</Table.Th>
              <Table.Th>{t('restored.reason')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ shard, target, schema, table, state, problem }) => (
              <Table.Tr key={`${shard} ${schema}.${table}`}>
                <Table.Td>{target}</Table.Td>
                <Table.Td>{`${schema}.${table}`}</Table.Td>
                <Table.Td>
                  <StatusWord status="danger" size="sm">
                    {t(`restored.states.${state}`)}
                  </StatusWord>
                </Table.Td>
                <Table.Td>{problem && facts.problem(problem)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </CappedList>
  );
}

function PerShard({ tables }: { readonly tables: readonly RestoredTable[] }) {
  const { t } = useTranslation('jobs');
  const { bytes, count } = useFormat();
  return (
    <CappedList items={[...Map.groupBy(tables, ({ shard }) => shard)]}>
      {(shown) => (
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('result.shard')}</Table.Th>
                <Table.Th>{t('restored.target')}</Table.Th>
                <NumberCell heading>{t('result.tables')}</NumberCell>
                <NumberCell heading>{t('result.rows')}</NumberCell>
                <NumberCell heading>{t('result.size')}</NumberCell>
                <Table.Th>{t('restored.state')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(([shard, list], index) => {
                const good = list.filter(({ state }) => state === 'equal' || state === 'loaded').length;
                const state = t(
                  `restored.states.${list.some((table) => table.state === 'loaded') ? 'loaded' : 'equal'}`,
                );
                return (
                  <Table.Tr key={shard}>
                    <Table.Td>
                      <ShardGlyph name={shard} index={index} />
                    </Table.Td>
                    <Table.Td>{list[0]?.target}</Table.Td>
                    <NumberCell>{count(list.length)}</NumberCell>
                    <NumberCell>{count(list.reduce((sum, table) => sum + table.rows, 0))}</NumberCell>
                    <NumberCell>{bytes(list.reduce((sum, table) => sum + table.bytes, 0))}</NumberCell>
                    <Table.Td>
                      <StatusWord status={good === list.length ? 'ok' : 'danger'} size="sm">
                        {good === list.length
                          ? state
                          : t('restored.someOf', { good: count(good), all: count(list.length), state })}
                      </StatusWord>
                    </Table.Td>
                  </Table.Tr>
                );
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </CappedList>
  );
}
