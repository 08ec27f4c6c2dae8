import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import type { Standings } from '../../shared/set-standing.ts';
import { useFormat } from '../format/use-format.ts';
import { SetBar, TALL } from './set-bar.tsx';
import { momentOf } from './set-facts.ts';
import { SetStateWord } from './set-state-word.tsx';
import classes from './set-strip.module.css';
import { useKindWords } from './use-kind-words.ts';

interface SetStripProps {
  readonly title: string;
  /** Newest first. */
  readonly sets: readonly { readonly set: SetSummary; readonly destination: string }[];
  readonly standings: Standings;
}

/** As many as stand side by side on a card of the smallest window. */
const SHOWN = 6;
const WIDTH = 10;

/** The last sets as a small timeline, oldest first: each a bar with its time and state under it, and a link to all of it. */
export function SetStrip({ title, sets, standings }: SetStripProps) {
  const { t } = useTranslation('backups');
  const { shortTime, dateTime, count } = useFormat();
  const kindWords = useKindWords();
  const shown = sets.slice(0, SHOWN).reverse();
  const more = sets.length - shown.length;
  const [newest] = sets;
  return (
    <section className={classes.root} aria-label={title}>
      <div className={classes.title}>
        {title}
        {more > 0 && newest && (
          <Link
            to="/backups"
            search={{ path: newest.destination, cluster: newest.set.cluster }}
            className={classes.more}
          >
            {t('earlier', { count: more, shown: count(more) })}
          </Link>
        )}
      </div>
      <ol className={classes.sets}>
        {shown.map(({ set, destination }) => {
          const standing = standings.get(set.path) ?? { state: 'unreadable' as const };
          const moment = momentOf(set);
          return (
            <li key={set.path}>
              <Link
                to="/backups"
                search={{ path: destination, set: set.id }}
                className={classes.set}
                title={[moment === null ? set.id : dateTime(moment), kindWords(set)]
                  .filter((part) => part !== '')
                  .join(' · ')}
              >
                <svg className={classes.mark} width={WIDTH + 6} height={TALL} aria-hidden>
                  <SetBar standing={standing} kind={set.kind} x={3} bottom={TALL} width={WIDTH} />
                </svg>
                <time className={classes.time}>{moment === null ? set.id : shortTime(moment)}</time>{' '}
                <SetStateWord standing={standing} short />
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
