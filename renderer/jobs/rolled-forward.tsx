import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import type { PreparedWhy, RolledForward } from '../../shared/restore-report.ts';
import { NumberCell } from '../components/number-cell.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { Statement } from '../components/statement.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from './capped-list.tsx';
import { Fold } from './fold.tsx';
import classes from './sentences.module.css';
import { Sentences } from './sentences.tsx';

/** Shards whose log was not applied as far as it should: why, and what to do. */
export function StoppedShards({ rolled }: { readonly rolled: readonly RolledForward[] }) {
  const { t } = useTranslation(['jobs', 'common']);
  const facts = useFacts();
  const { count, instant } = useFormat();
  return (
    <CappedList items={rolled}>
      {(shown) =>
        shown.map(({ shard, target, stopped, last, transactions }) => {
          const said = stopped?.fact && facts.reason(stopped.fact);
          const next = said?.next ?? stopped?.next;
          return (
            <div key={shard}>
              <StatusWord status="attention">{t('rolled.stopped', { shard, target })}</StatusWord>
              <Text>{said?.message ?? stopped?.cause}</Text>
              {next != null && <Text>{next}</Text>}
              {stopped?.file != null && <Text>{t('rolled.damagedFile', { file: stopped.file })}</Text>}
              <Text c="dimmed">
                {last === null
                  ? t('rolled.stoppedBefore')
                  : t('rolled.stoppedBehind', { last: instant(last.at), transactions: count(transactions) })}
              </Text>
            </div>
          );
        })
      }
    </CappedList>
  );
}

/** What replays to an instant left behind their ends although its time is before the instant. */
export function DatedBefore({ rolled }: { readonly rolled: readonly RolledForward[] }) {
  const { t } = useTranslation('jobs');
  const { count, instant } = useFormat();
  const sentences = rolled.flatMap(({ target, datedBefore: dated }) =>
    dated === undefined
      ? []
      : [
          t(dated.first.at === dated.last.at ? 'rolled.datedAtOnce' : 'rolled.datedBefore', {
            target,
            count: dated.transactions,
            transactions: count(dated.transactions),
            first: instant(dated.first.at),
            last: instant(dated.last.at),
            lastGtid: dated.last.gtid,
            end: instant(dated.end.at),
            endGtid: dated.end.gtid,
          }),
        ],
  );
  return (
    <>
      <Sentences sentences={sentences} />
      <Text>{t('rolled.datedBeforeWhy')}</Text>
    </>
  );
}

/** XA transactions that wait on the targets: each with why, and what to do. */
export function PreparedTransactions({ rolled }: { readonly rolled: readonly RolledForward[] }) {
  const { t } = useTranslation('jobs');
  const { list } = useFormat();
  const facts = useFacts();
  const sayWhy = (why: PreparedWhy) => {
    switch (why.code) {
      case 'undecided':
        return why.unread.length === 0
          ? t('prepared.undecided')
          : t('prepared.undecidedUnread', { shards: list(why.unread) });
      case 'rolled-back':
        return t('prepared.rolledBack', { shard: why.shard });
      case 'both':
        return t('prepared.both', { committed: why.committed, rolledBack: why.rolledBack });
      case 'there-before':
        return t('prepared.thereBefore');
      case 'refused':
        return t('prepared.refused', {
          shard: why.shard,
          cause: (why.fact && facts.reason(why.fact).message) ?? why.cause,
        });
      default:
        return assertNever(why);
    }
  };
  return (
    <>
      <Text>{t('prepared.what')}</Text>
      <CappedList items={rolled.flatMap(({ target, prepared }) => prepared.map((one) => ({ target, ...one })))}>
        {(shown) => (
          <ul className={classes.list}>
            {shown.map(({ target, xid, why }) => (
              <li key={`${target} ${xid}`}>
                {t('prepared.one', { target, xid, why: sayWhy(why) })}
                {waysOf(why).map((way) => (
                  <Statement key={way} sql={`XA ${way} ${xid};`} on={target} />
                ))}
              </li>
            ))}
          </ul>
        )}
      </CappedList>
    </>
  );
}

/** The statements that come into question: both where nobody knows what was decided. */
function waysOf({ code }: PreparedWhy): readonly ('COMMIT' | 'ROLLBACK')[] {
  switch (code) {
    case 'undecided':
    case 'both':
      return ['COMMIT', 'ROLLBACK'];
    case 'rolled-back':
    case 'there-before':
      return ['ROLLBACK'];
    case 'refused':
      return ['COMMIT'];
    default:
      return assertNever(code);
  }
}

interface RolledShardsProps {
  readonly rolled: readonly RolledForward[];
  /** All shards that were restored: the same one looks the same on every page. */
  readonly order: readonly string[];
}

/** What the binary logs brought each shard beyond its snapshot. */
export function RolledShards({ rolled, order }: RolledShardsProps) {
  const { t } = useTranslation(['jobs', 'common']);
  const { bytes, count, instant } = useFormat();
  const committed = rolled.flatMap(({ target, committed: all }) =>
    all.map(({ xid, by }) => t('rolled.committedOne', { target, xid, by })),
  );
  const leftOut = rolled.flatMap(({ shard, leftOut: list }) => list.map(({ text }) => `${shard}: ${text}`));
  return (
    <>
      <CappedList items={rolled}>
        {(shown) => (
          <Table.ScrollContainer minWidth={560}>
            <Table>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('result.shard')}</Table.Th>
                  <Table.Th>{t('restored.target')}</Table.Th>
                  <NumberCell heading>{t('result.transactions')}</NumberCell>
                  <NumberCell heading>{t('result.log')}</NumberCell>
                  <Table.Th>{t('rolled.last')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {shown.map(({ shard, target, transactions, bytes: size, last, stopped }) => (
                  <Table.Tr key={shard}>
                    <Table.Td>
                      <ShardGlyph name={shard} index={Math.max(0, order.indexOf(shard))} />
                    </Table.Td>
                    <Table.Td>{target}</Table.Td>
                    <NumberCell>{count(transactions)}</NumberCell>
                    <NumberCell>{bytes(size)}</NumberCell>
                    <Table.Td className="numeric">
                      {stopped !== null ? (
                        <StatusWord status="attention" size="sm">
                          {t('rolled.short')}
                        </StatusWord>
                      ) : last === null ? (
                        t('rolled.nothing')
                      ) : (
                        <span title={[`${last.file}:${last.position}`, last.gtid].join(' ').trim()}>
                          {instant(last.at)}
                        </span>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        )}
      </CappedList>
      {committed.length > 0 && (
        <Fold label={t('rolled.committed', { count: committed.length })}>
          <Text size="sm">{t('rolled.committedWhy')}</Text>
          <Sentences sentences={committed} />
        </Fold>
      )}
      {leftOut.length > 0 && (
        <Fold label={t('rolled.leftOut', { count: leftOut.length })}>
          <Text size="sm">{t('rolled.leftOutWhy')}</Text>
          <Sentences sentences={leftOut} />
        </Fold>
      )}
    </>
  );
}
