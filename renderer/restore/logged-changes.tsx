import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChainStatement } from '../../shared/chain-statements.ts';
import type { SetDetails } from '../../shared/contract.ts';
import { failureOf } from '../api.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import { useSetPoints } from '../queries.ts';
import classes from './instant-choice.module.css';
import { isAfter } from './instant-window.ts';

interface LoggedChangesProps {
  readonly details: SetDetails;
  readonly destination: string;
  /** What the restore goes to now. */
  readonly at: string;
  onChange(at: string): void;
}

/** Changes of definitions and large deletes that the chain's logs hold: mostly it is one of these that somebody wants to stop in front of. */
export function LoggedChanges({ details, destination, at, onChange }: LoggedChangesProps) {
  const { t } = useTranslation('restore');
  const { count } = useFormat();
  const found = useSetPoints(destination, details.summary.id);
  if (found.error) return <FailureNotice failure={failureOf(found.error)} />;
  if (!found.data) return null;
  const { statements, count: all } = found.data;
  if (all === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('changes.none')}
      </Text>
    );
  const place = new Map(details.shards.map(({ name }, index) => [name, index]));
  return (
    <div>
      <Text fw={600} size="sm" mb={4}>
        {t('changes.title')}
      </Text>
      <CappedList items={statements} first={3}>
        {(shown) => (
          <ul className={classes.changes} aria-label={t('changes.title')}>
            {shown.map((one) => (
              <Change
                key={`${one.shard} ${one.at} ${one.text}`}
                statement={one}
                shard={place.get(one.shard) ?? 0}
                after={isAfter(one.at, at)}
                chosen={one.before === at}
                onStop={onChange}
              />
            ))}
          </ul>
        )}
      </CappedList>
      {all > statements.length && (
        <Text size="sm" c="dimmed">
          {t('changes.more', { count: all, shown: count(statements.length), all: count(all) })}
        </Text>
      )}
    </div>
  );
}

interface ChangeProps {
  readonly statement: ChainStatement;
  /** Place of the shard in the set. */
  readonly shard: number;
  /** The restore ends before it. */
  readonly after: boolean;
  readonly chosen: boolean;
  onStop(at: string): void;
}

function Change({ statement: { at, shard: name, text, deleted, before }, shard, after, chosen, onStop }: ChangeProps) {
  const { t } = useTranslation('restore');
  const { instant, count, list } = useFormat();
  return (
    <li className={classes.change} data-after={after || undefined}>
      <span className={classes.when}>
        <time>{instant(at)}</time>
        <ShardGlyph name={name} index={shard} />
      </span>
      {deleted === null ? (
        <code title={text}>{text}</code>
      ) : (
        <span title={deleted.tables.join('\n')}>
          {t('changes.deleted', {
            count: deleted.rows,
            rows: count(deleted.rows),
            tables: list(deleted.tables.slice(0, 3)),
          })}
        </span>
      )}
      <Button
        variant="default"
        size="compact-sm"
        aria-pressed={chosen}
        disabled={before === null}
        onClick={() => before !== null && onStop(before)}
      >
        {t(chosen ? 'changes.stopped' : 'changes.stop')}
      </Button>
    </li>
  );
}
