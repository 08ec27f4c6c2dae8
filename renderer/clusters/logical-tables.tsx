import { Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, ClusterView } from '../../shared/contract.ts';
import { VirtualRows } from '../backups/virtual-rows.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';

interface LogicalTablesProps {
  readonly tables: ClusterView['logicalTables'];
  readonly cluster: ClusterProfile;
}

/** A filter pays from here on. */
const MANY = 10;

/** Families of tables over the shards, with a mark where siblings are not alike. */
export function LogicalTables({ tables, cluster }: LogicalTablesProps) {
  const { t } = useTranslation('clusters');
  const { bytes, count } = useFormat();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = wanted === '' ? tables : tables.filter(({ label }) => label.toLowerCase().includes(wanted));
  const drifted = shown.filter(({ drift }) => drift.length > 0);
  return (
    <section>
      <Title order={3}>{t('logical')}</Title>
      <Text c="dimmed" mb="xs">
        {tables.length === 0 ? t('noTables') : t('logicalWhy')}
      </Text>
      {tables.length > MANY && (
        <TextInput
          mb="xs"
          maw={320}
          aria-label={t('filter')}
          placeholder={t('filter')}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {shown.length > 0 && (
        <VirtualRows
          items={shown}
          rowHeight={32}
          maxHeight="384px"
          minWidth={520}
          label={t('logical')}
          keyOf={({ label, shards }) => `${label} ${shards.join()}`}
          columns={[
            { title: t('table') },
            { title: t('shards'), width: 96, number: true },
            { title: t('tables'), width: 88, number: true },
            { title: t('rows'), width: 112, number: true },
            { title: t('size'), width: 96, number: true },
            { title: t('state'), width: 128 },
          ]}
        >
          {({ label, shards, tables: members, rows, bytes: size, drift }) => (
            <>
              <td title={label}>{label}</td>
              <td data-number>{`${shards.length} / ${cluster.shards.length}`}</td>
              <td data-number>{count(members)}</td>
              <td data-number>{count(rows)}</td>
              <td data-number>{bytes(size)}</td>
              <td>
                <StatusWord status={drift.length === 0 ? 'ok' : 'attention'}>
                  {drift.length === 0 ? t('alike') : t('drift', { count: drift.length })}
                </StatusWord>
              </td>
            </>
          )}
        </VirtualRows>
      )}
      {drifted.map(({ label, drift }) => (
        <Text key={label} size="sm" mt="xs">
          <strong>{label}</strong> {drift.join(' ')}
        </Text>
      ))}
    </section>
  );
}
