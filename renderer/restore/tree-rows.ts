import type { OutlineNode } from './scope.ts';

/** A line of the tree. */
export interface TreeRow {
  readonly node: OutlineNode;
  /** From 1, as assistive technology counts. */
  readonly level: number;
  /** Null for tables, which have nothing below. */
  readonly open: boolean | null;
  /** Place among its siblings, from 1, and how many they are. */
  readonly place: number;
  readonly siblings: number;
}

/** Trees with fewer lines than this are opened wholly. */
const FEW = 60;

/** What is open at first: everything where that is little, else only the shards are seen. */
export function openAtFirst(outline: OutlineNode): ReadonlySet<string> {
  const nodes = outline.children.flatMap((shard) => [shard, ...shard.children]);
  return new Set(nodes.length + outline.tables <= FEW ? nodes.map((node) => node.key) : []);
}

/** The lines to draw; with a filter, tables whose name has the text, and what they are in. */
export function treeRows(outline: OutlineNode, open: ReadonlySet<string>, filter: string): TreeRow[] {
  const wanted = filter.trim().toLowerCase();
  const rows: TreeRow[] = [];
  const add = (nodes: readonly OutlineNode[], level: number) => {
    const shown = wanted === '' ? nodes : nodes.filter((node) => matches(node, wanted));
    for (const [index, node] of shown.entries()) {
      const leaf = node.children.length === 0;
      const isOpen = wanted !== '' || open.has(node.key);
      rows.push({ node, level, open: leaf ? null : isOpen, place: index + 1, siblings: shown.length });
      if (!leaf && isOpen) add(node.children, level + 1);
    }
  };
  add(outline.children, 1);
  return rows;
}

function matches(node: OutlineNode, wanted: string): boolean {
  if (node.children.length === 0) return node.name.toLowerCase().includes(wanted);
  return node.children.some((child) => matches(child, wanted));
}

/** Keys of the tables among the lines. */
export function tableKeys(rows: readonly TreeRow[]): string[] {
  return rows.flatMap(({ node, open }) => (open === null ? [node.key] : []));
}
