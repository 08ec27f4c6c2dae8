import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { IconChevronRight, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ShardGlyph } from '../components/shard-glyph.tsx';
import { useFormat } from '../format/use-format.ts';
import { coverOf, type OutlineNode, type Scope, toggle } from './scope.ts';
import classes from './scope-tree.module.css';
import { openAtFirst, type TreeRow, tableKeys, treeRows } from './tree-rows.ts';

const ROW = 32;

interface ScopeTreeProps {
  readonly outline: OutlineNode;
  readonly scope: Scope;
  onChange(scope: Scope): void;
}

/** The set as a tree with boxes to tick: arrows move and open, space ticks; only the lines in view are drawn. */
export function ScopeTree({ outline, scope, onChange }: ScopeTreeProps) {
  const { t } = useTranslation('restore');
  const [open, setOpen] = useState(() => openAtFirst(outline));
  const [typed, setTyped] = useState('');
  const filter = useDeferredValue(typed);
  const [active, setActive] = useState(0);
  const rows = useMemo(() => treeRows(outline, open, filter), [outline, open, filter]);
  const chosen = useMemo(() => new Set(scope), [scope]);
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const at = Math.min(active, rows.length - 1);
  const current = rows[at];
  const move = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    virtualizer.scrollToIndex(next);
  };
  const setNodeOpen = (key: string, isOpen: boolean) => {
    const next = new Set(open);
    if (isOpen) next.add(key);
    else next.delete(key);
    setOpen(next);
  };
  const tick = (row: TreeRow) => onChange(toggle(scope, [row.node.key], outline));
  const keys: Readonly<Record<string, (row: TreeRow) => void>> = {
    ArrowDown: () => move(at + 1),
    ArrowUp: () => move(at - 1),
    Home: () => move(0),
    End: () => move(rows.length - 1),
    PageDown: () => move(at + 10),
    PageUp: () => move(at - 10),
    ArrowRight: (row) => (row.open === false ? setNodeOpen(row.node.key, true) : move(at + 1)),
    ArrowLeft: (row) =>
      row.open === true && filter === ''
        ? setNodeOpen(row.node.key, false)
        : move(rows.slice(0, at).findLastIndex(({ level }) => level < row.level)),
    ' ': tick,
    Enter: tick,
  };
  const press = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act || !current) return;
    event.preventDefault();
    act(current);
  };
  return (
    <div>
      <FilterBar
        typed={typed}
        shown={filter.trim() === '' ? [] : tableKeys(rows)}
        scope={scope}
        outline={outline}
        onType={(text) => {
          setTyped(text);
          setActive(0);
        }}
        onChange={onChange}
      />
      <div
        ref={scroller}
        role="tree"
        tabIndex={0}
        aria-label={t('what.tree')}
        aria-multiselectable
        aria-activedescendant={current ? `${id}-${at}` : undefined}
        className={classes.tree}
        onKeyDown={press}
      >
        <div role="presentation" className={classes.space} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row ? (
              <TreeLine
                key={row.node.key}
                id={`${id}-${index}`}
                row={row}
                shard={row.level === 1 ? outline.children.indexOf(row.node) : null}
                cover={coverOf(chosen, row.node.key)}
                active={index === at}
                top={start}
                onTick={() => {
                  setActive(index);
                  tick(row);
                }}
                onOpen={() => {
                  setActive(index);
                  if (row.open !== null && filter === '') setNodeOpen(row.node.key, !row.open);
                }}
              />
            ) : null;
          })}
        </div>
        {rows.length === 0 && (
          <Text c="dimmed" p="sm">
            {t('what.noneFound')}
          </Text>
        )}
      </div>
    </div>
  );
}

interface FilterBarProps {
  readonly typed: string;
  /** Keys of the tables that the filter leaves; empty without a filter. */
  readonly shown: readonly string[];
  readonly scope: Scope;
  readonly outline: OutlineNode;
  onType(text: string): void;
  onChange(scope: Scope): void;
}

/** Finds tables by name, and chooses all that were found: a logical table over all of its shards in two moves. */
function FilterBar({ typed, shown, scope, outline, onType, onChange }: FilterBarProps) {
  const { t } = useTranslation('restore');
  const chosen = new Set(scope);
  const all = shown.length > 0 && shown.every((key) => coverOf(chosen, key) === 'all');
  return (
    <Group gap="xs" mb="xs">
      <TextInput
        w={280}
        aria-label={t('what.filter')}
        placeholder={t('what.filter')}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={typed}
        onChange={(event) => onType(event.currentTarget.value)}
        spellCheck={false}
      />
      {shown.length > 0 && (
        <Button variant="default" onClick={() => onChange(toggle(scope, shown, outline))}>
          {t(all ? 'what.leaveShown' : 'what.chooseShown', { count: shown.length })}
        </Button>
      )}
    </Group>
  );
}

interface TreeLineProps {
  readonly id: string;
  readonly row: TreeRow;
  /** Place of the shard in the set; null for what is not a shard. */
  readonly shard: number | null;
  readonly cover: 'all' | 'some' | 'none';
  readonly active: boolean;
  readonly top: number;
  onTick(): void;
  onOpen(): void;
}

function TreeLine({ id, row, shard, cover, active, top, onTick, onOpen }: TreeLineProps) {
  const { t } = useTranslation('restore');
  const { bytes, count } = useFormat();
  const { node, level, open, place, siblings } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the tree has the focus and its keys
    <div
      id={id}
      role="treeitem"
      aria-level={level}
      aria-posinset={place}
      aria-setsize={siblings}
      aria-expanded={open ?? undefined}
      aria-checked={cover === 'some' ? 'mixed' : cover === 'all'}
      className={classes.line}
      data-active={active || undefined}
      style={{ top, height: ROW, paddingInlineStart: 8 + (level - 1) * 24 }}
      onClick={onTick}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions lint/a11y/useKeyWithClickEvents: arrow keys open and close */}
      <span
        className={classes.chevron}
        data-open={open || undefined}
        data-leaf={open === null || undefined}
        onClick={(event) => {
          event.stopPropagation();
          onOpen();
        }}
      >
        {open !== null && <IconChevronRight size={16} aria-hidden />}
      </span>
      <Checkbox.Indicator
        component="span"
        size="xs"
        checked={cover === 'all'}
        indeterminate={cover === 'some'}
        aria-hidden
      />
      <span className={classes.name} title={node.name}>
        {shard === null ? node.name : <ShardGlyph name={node.name} index={shard} />}
      </span>
      <span className={classes.tables}>
        {open === null ? '' : t('what.tables', { count: node.tables, shown: count(node.tables) })}
      </span>
      <span className={classes.size}>{bytes(node.bytes)}</span>
    </div>
  );
}
