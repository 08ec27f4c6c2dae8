import { Text, TextInput, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, ClusterView } from '../../shared/contract.ts';
import { VirtualRows } from '../backups/virtual-rows.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFacts } from '../facts/use-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import classes from './clusters-page.module.css';
import { NARROW } from './shards-table.tsx';

interface LogicalTablesProps {
  readonly tables: ClusterView['logicalTables'];
  readonly cluster: ClusterProfile;
  /** Names of shards whose tables are not known now. */
  readonly unread: readonly string[];
}

/** A filter pays from here on. */
const MANY = 10;
/** Names in a sentence. */
const NAMED = 3;

/** Families of tables over the shards, with a mark where siblings are not alike. */
export function LogicalTables({ tables, cluster, unread }: LogicalTablesProps) {
  const { t } = useTranslation('clusters');
  const { bytes, count, list, paragraph } = useFormat();
  const facts = useFacts();
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const narrow = useMediaQuery(NARROW, window.matchMedia(NARROW).matches);
  const shown = useMemo(
    () => (wanted === '' ? tables : tables.filter(({ label }) => label.toLowerCase().includes(wanted))),
    [tables, wanted],
  );
  const drifted = useMemo(() => shown.filter(({ drift }) => drift.length > 0), [shown]);
  return (
    <section>
      <Title order={3}>{t('logical')}</Title>
      <Text c="dimmed" mb="xs">
        {paragraph(
          tables.length === 0 ? t('noTables') : t('logicalWhy'),
          ...(unread.length === 0
            ? []
            : [
                t('unread', {
                  count: unread.length,
                  shards: list([...unread.slice(0, NAMED), ...(unread.length > NAMED ? ['…'] : [])]),
                }),
              ]),
        )}
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
          minWidth={narrow ? 470 : 636}
          label={t('logical')}
          keyOf={({ label, shards }) => `${label} ${shards.join()}`}
          columns={[
            { title: t('table') },
            ...(narrow
              ? []
              : [
                  { title: t('shards'), width: 80, number: true },
                  { title: t('tables'), width: 72, number: true },
                ]),
            { title: t('rows'), width: narrow ? 96 : 112, number: true },
            { title: t('size'), width: 80, number: true },
            { title: t('state'), width: 148 },
          ]}
        >
          {({ label, shards, tables: members, rows, bytes: size, drift }) => (
            <>
              <td
                title={t('spread', {
                  label,
                  tables: count(members),
                  shards: `${shards.length} / ${cluster.shards.length}`,
                })}
              >
                {label}
              </td>
              {!narrow && <td data-number>{`${shards.length} / ${cluster.shards.length}`}</td>}
              {!narrow && <td data-number>{count(members)}</td>}
              <td data-number>{count(rows)}</td>
              <td data-number>{bytes(size)}</td>
              <td>
                <StatusWord status={drift.length === 0 ? 'ok' : 'attention'} size="sm">
                  {drift.length === 0 ? t('alike') : t('drift', { count: oddOnes(drift) })}
                </StatusWord>
              </td>
            </>
          )}
        </VirtualRows>
      )}
      {shown.length === 0 && tables.length > 0 && <Text c="dimmed">{t('noMatch')}</Text>}
      <CappedList items={drifted}>
        {(few) =>
          few.map(({ label, drift }) => (
            <Text key={label} size="sm" mt="xs" className={classes.drift}>
              <strong>{label}</strong>
              {drift.flatMap(facts.drift).map((sentence) => (
                <span key={sentence}>{sentence}</span>
              ))}
            </Text>
          ))
        }
      </CappedList>
    </section>
  );
}

function oddOnes(drift: ClusterView['logicalTables'][number]['drift']): number {
  return drift.reduce((sum, { count }) => sum + count, 0);
}
