import { Checkbox } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile } from '../../shared/contract.ts';
import { isOut, statusOfShard } from '../../shared/shard-standing.ts';
import { useShardWords } from '../clusters/shard-state-word.tsx';
import { useShardStandings } from '../clusters/use-shard-standings.ts';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import classes from './choice-cards.module.css';
import { coverOf, type OutlineNode, toggle } from './scope.ts';
import type { Wizard } from './use-wizard.ts';

/** More are a list to read, and stand in the tree of a later step. */
const SHOWN = 16;

/** Which shard is lost? Those that do not answer are chosen already. */
export function ShardChoice({ wizard }: { readonly wizard: Wizard }) {
  const { outline, clusters, source } = wizard;
  const cluster = clusters?.find(({ name }) => name === source);
  if (!outline || !cluster || outline.children.length > SHOWN) return null;
  return <Shards wizard={wizard} outline={outline} cluster={cluster} />;
}

interface ShardsProps {
  readonly wizard: Wizard;
  readonly outline: OutlineNode;
  readonly cluster: ClusterProfile;
}

function Shards({ wizard: { state, dispatch }, outline, cluster }: ShardsProps) {
  const { t } = useTranslation('restore');
  const words = useShardWords();
  const standings = useShardStandings(cluster, 'reach');
  const scope = new Set(state.scope);
  const out = outline.children.filter(({ name }) => {
    const standing = standings.get(name);
    return standing !== undefined && isOut(standing);
  });
  const offered = useRef(state.scope.length > 0);
  useEffect(() => {
    // Once: whoever takes the choice back means it.
    if (offered.current || out.length === 0) return;
    offered.current = true;
    dispatch({ type: 'scope', scope: out.map(({ key }) => key) });
  });
  return (
    <fieldset className={classes.shards} aria-label={t('why.whichShard')}>
      {outline.children.map(({ key, name }, index) => {
        const standing = standings.get(name);
        return (
          <Checkbox
            key={key}
            checked={coverOf(scope, key) === 'all'}
            indeterminate={coverOf(scope, key) === 'some'}
            onChange={() => {
              offered.current = true;
              dispatch({ type: 'scope', scope: toggle(state.scope, [key], outline) });
            }}
            label={
              <ShardGlyph
                name={name}
                index={index}
                {...(standing === undefined ? {} : { state: statusOfShard(standing), stateWord: words(standing) })}
              />
            }
          />
        );
      })}
    </fieldset>
  );
}
