import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { NumberCell } from '../components/number-cell.tsx';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from './capped-list.tsx';

/** The shards of a set: rows and for how long it was locked, or what its log gave. */
export function ShardTable({ set }: { readonly set: SetDetails }) {
  const { t } = useTranslation('jobs');
  const { bytes, count, duration } = useFormat();
  const { kind } = set.summary;
  const ofLog = kind !== undefined && kind !== 'full';
  return (
    <CappedList items={set.shards}>
      {(shown) => (
        <Table.ScrollContainer minWidth={560} mt="md">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('result.shard')}</Table.Th>
                <Table.Th>{t('result.server')}</Table.Th>
                {ofLog ? (
                  <>
                    <NumberCell heading>{t('result.transactions')}</NumberCell>
                    <NumberCell heading>{t('result.log')}</NumberCell>
                  </>
                ) : (
                  <>
                    <NumberCell heading>{t('result.tables')}</NumberCell>
                    <NumberCell heading>{t('result.rows')}</NumberCell>
                    <NumberCell heading>{t('result.size')}</NumberCell>
                    <NumberCell heading>{t('result.lock')}</NumberCell>
                  </>
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map(({ name, server, tables, lockMs, transactions, logBytes }, index) => (
                <Table.Tr key={name}>
                  <Table.Td>
                    <ShardGlyph name={name} index={index} />
                  </Table.Td>
                  <Table.Td>{server}</Table.Td>
                  {ofLog ? (
                    <>
                      <NumberCell>{count(transactions)}</NumberCell>
                      <NumberCell>{bytes(logBytes)}</NumberCell>
                    </>
                  ) : (
                    <>
                      <NumberCell>{count(tables.length)}</NumberCell>
                      <NumberCell>{count(tables.reduce((sum, table) => sum + table.rows, 0))}</NumberCell>
                      <NumberCell>{bytes(tables.reduce((sum, table) => sum + table.bytes, 0))}</NumberCell>
                      <NumberCell>{lockMs === 0 ? t('result.noLock') : duration(lockMs / 1000)}</NumberCell>
                    </>
                  )}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </CappedList>
  );
}
