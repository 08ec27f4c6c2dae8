import { Select, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile } from '../../shared/contract.ts';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import type { ShardRoute } from './place.ts';
import type { OutlineNode } from './scope.ts';
import classes from './where-step.module.css';

interface RouteTableProps {
  readonly outline: OutlineNode;
  readonly cluster: ClusterProfile;
  readonly routes: readonly ShardRoute[];
  onRoute(shard: string, target: string): void;
}

/** Which shard of the set goes to which shard of the target. */
export function RouteTable({ outline, cluster, routes, onRoute }: RouteTableProps) {
  const { t } = useTranslation('restore');
  const data = cluster.shards.map(({ name, host, port }) => ({ value: name, label: `${name} · ${host}:${port}` }));
  return (
    <section aria-label={t('where.map')}>
      <Text fw={600} mb={6}>
        {t('where.map')}
      </Text>
      <div className={classes.pairs}>
        {routes.map(({ shard, target }) => (
          <div key={shard} className={classes.pair}>
            <ShardGlyph name={shard} index={outline.children.findIndex(({ name }) => name === shard)} />
            <IconArrowRight className={classes.arrow} size={18} aria-hidden />
            <Select
              aria-label={`${shard}: ${t('where.to')}`}
              placeholder={t('where.chooseTarget')}
              data={data}
              value={data.some(({ value }) => value === target) ? target : null}
              onChange={(chosen) => chosen !== null && onRoute(shard, chosen)}
              allowDeselect={false}
              searchable={data.length > 12}
            />
          </div>
        ))}
      </div>
    </section>
  );
}
