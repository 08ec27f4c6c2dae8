import { useMediaQuery } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, ClusterView, ShardCheck } from '../../shared/contract.ts';
import { VirtualRows } from '../backups/virtual-rows.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { ShardStateWord } from './shard-state-word.tsx';
import { useShardStandings } from './use-shard-standings.ts';

/** Beside the navigation and the list of clusters there is room for the columns that matter. */
export const NARROW = '(max-width: 1180px)';

interface ShardsTableProps {
  readonly cluster: ClusterProfile;
  /** Absent while the servers are asked. */
  readonly view: ClusterView | undefined;
}

/** The shards of a cluster, in their order, with what their servers say. */
export function ShardsTable({ cluster, view }: ShardsTableProps) {
  const { t } = useTranslation('clusters');
  const { bytes, count } = useFormat();
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const standings = useShardStandings(cluster, 'view');
  const checks = new Map(view?.shards.map(({ name, check }) => [name, check]));
  return (
    <VirtualRows
      items={cluster.shards}
      rowHeight={34}
      maxHeight="446px"
      minWidth={narrow ? 460 : 600}
      label={t('shards')}
      keyOf={({ id }) => id}
      columns={[
        { title: t('shardName'), width: narrow ? 112 : 128 },
        { title: t('server') },
        ...(narrow
          ? []
          : [
              { title: t('version'), width: 132 },
              { title: t('schemas'), width: 80, number: true },
            ]),
        { title: t('size'), width: 80, number: true },
        { title: t('state'), width: 164 },
      ]}
    >
      {({ name, host, port }, index) => {
        const check = checks.get(name);
        const ok = check?.state === 'ok' ? check : undefined;
        const server = `${host}:${port}`;
        return (
          <>
            <td>
              <ShardGlyph name={name} index={index} />
            </td>
            <td title={ok && narrow ? `${server}, ${versionOf(ok)}` : server}>{server}</td>
            {!narrow && <td>{ok && versionOf(ok)}</td>}
            {!narrow && <td data-number>{ok && count(ok.schemas.length)}</td>}
            <td data-number>{ok && bytes(ok.schemas.reduce((sum, schema) => sum + schema.bytes, 0))}</td>
            <td>
              <ShardStateWord standing={standings.get(name) ?? { state: 'unknown' }} />
            </td>
          </>
        );
      }}
    </VirtualRows>
  );
}

function versionOf({ flavour, version }: ShardCheck & { readonly state: 'ok' }): string {
  return `${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${/^[\d.]+/.exec(version)?.[0] ?? ''}`;
}
