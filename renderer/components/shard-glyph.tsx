import { useTranslation } from 'react-i18next';
import classes from './shard-glyph.module.css';
import { shardHue } from './shard-hue.ts';
import { type Status, StatusIcon } from './status-word.tsx';

interface ShardGlyphProps {
  readonly name: string;
  /** Place of the shard in its cluster: the same shard has the same hue on every page. */
  readonly index: number;
  readonly state?: Status;
  /** What the state is called here; read aloud, and shown on hover. */
  readonly stateWord?: string;
  /** Without a name beside it the glyph says its name itself. */
  readonly bare?: boolean;
  /** Among many, only a state that is not as it should be gets an icon. */
  readonly quiet?: boolean;
}

/** A shard as a small stack, with its name and, where it is known, its state. */
export function ShardGlyph({ name, index, state, stateWord, bare = false, quiet = false }: ShardGlyphProps) {
  const { t } = useTranslation();
  const label =
    state === undefined ? t('shard', { name }) : t('shardIn', { name, state: stateWord ?? t(`status.${state}`) });
  return (
    <span className={classes.root} title={label}>
      <svg
        className={classes.stack}
        style={{ '--hue': shardHue(index) }}
        viewBox="0 0 18 16"
        role="img"
        aria-label={label}
        data-off={state === 'off' || undefined}
      >
        <rect x="0.5" y="1" width="17" height="4" rx="1.5" />
        <rect x="0.5" y="6" width="17" height="4" rx="1.5" />
        <rect x="0.5" y="11" width="17" height="4" rx="1.5" />
      </svg>
      {!bare && <span className={classes.name}>{name}</span>}
      {state !== undefined && state !== 'off' && !quiet && <StatusIcon status={state} size={14} />}
    </span>
  );
}
