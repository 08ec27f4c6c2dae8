import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { VirtualRows } from './virtual-rows.tsx';

/** A filter pays from here on. */
const MANY = 10;

/** All tables of a set, with a filter where there are many. */
export function TableList({ details }: { readonly details: SetDetails }) {
  const { t } = useTranslation('backups');
  const { bytes, count } = useFormat();
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const all = useMemo(
    () =>
      details.shards.flatMap(({ name: shard, tables }, index) =>
        tables.map((table) => ({ ...table, shard, index, full: `${table.schema}.${table.name}` })),
      ),
    [details],
  );
  const shown = useMemo(
    () => (wanted === '' ? all : all.filter(({ full }) => full.toLowerCase().includes(wanted))),
    [all, wanted],
  );
  return (
    <div>
      {all.length > MANY && (
        <TextInput
          mb="xs"
          aria-label={t('panel.filterTables')}
          placeholder={t('panel.filterTables')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {shown.length === 0 && all.length > 0 && <Text c="dimmed">{t('panel.noTable')}</Text>}
      {shown.length > 0 && (
        <VirtualRows
          items={shown}
          rowHeight={32}
          maxHeight="352px"
          minWidth={440}
          label={t('panel.tables')}
          keyOf={({ shard, full }) => `${shard} ${full}`}
          columns={[
            { title: t('panel.table') },
            { title: t('shard'), width: 112 },
            { title: t('rows'), width: 104, number: true },
            { title: t('size'), width: 88, number: true },
          ]}
        >
          {({ full, shard, index, rows, bytes: size }) => (
            <>
              <td title={full}>{full}</td>
              <td>
                <ShardGlyph name={shard} index={index} />
              </td>
              <td data-number>{count(rows)}</td>
              <td data-number>{bytes(size)}</td>
            </>
          )}
        </VirtualRows>
      )}
    </div>
  );
}
