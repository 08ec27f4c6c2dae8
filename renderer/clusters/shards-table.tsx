import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, ClusterView, ShardCheck } from '../../shared/contract.ts';
import { NumberCell } from '../components/number-cell.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';

interface ShardsTableProps {
  readonly cluster: ClusterProfile;
  /** Absent while the servers are asked. */
  readonly view: ClusterView | undefined;
}

/** The shards of a cluster, in their order, with what their servers say. */
export function ShardsTable({ cluster, view }: ShardsTableProps) {
  const { t } = useTranslation('clusters');
  return (
    <Table.ScrollContainer minWidth={560}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('shardName')}</Table.Th>
            <Table.Th>{t('server')}</Table.Th>
            <Table.Th>{t('version')}</Table.Th>
            <NumberCell heading>{t('schemas')}</NumberCell>
            <NumberCell heading>{t('size')}</NumberCell>
            <Table.Th>{t('state')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {cluster.shards.map((shard, index) => {
            const check = view?.shards.find(({ name }) => name === shard.name)?.check;
            return (
              <Table.Tr key={shard.id}>
                <Table.Td>
                  <ShardGlyph name={shard.name} index={index} />
                </Table.Td>
                <Table.Td>{`${shard.host}:${shard.port}`}</Table.Td>
                <CheckCells check={check} />
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function CheckCells({ check }: { readonly check: ShardCheck | undefined }) {
  const { t } = useTranslation('clusters');
  const { bytes, count, duration } = useFormat();
  if (check?.state !== 'ok')
    return (
      <>
        <Table.Td />
        <Table.Td />
        <Table.Td />
        <Table.Td>
          <StatusWord status={check ? 'attention' : 'busy'}>{check ? t('fails') : t('asking')}</StatusWord>
        </Table.Td>
      </>
    );
  return (
    <>
      <Table.Td>{`${check.flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${/^[\d.]+/.exec(check.version)?.[0] ?? ''}`}</Table.Td>
      <NumberCell>{count(check.schemas.length)}</NumberCell>
      <NumberCell>{bytes(check.schemas.reduce((sum, schema) => sum + schema.bytes, 0))}</NumberCell>
      <Table.Td>
        <StatusWord status="ok">{t('answers', { duration: duration(check.milliseconds / 1000) })}</StatusWord>
      </Table.Td>
    </>
  );
}
