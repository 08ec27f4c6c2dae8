import { z } from 'zod';

/** Values that all parts of a manifest are made of. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.int().nonnegative();
export const instant = z.iso.datetime();

/** `s0.0001.zip` and nothing else: it becomes part of a path, which must not lead out of the set. */
export const volumeName = z.string().regex(/^(?:[\w-]|%[0-9A-F]{2})+\.\d{4,}\.zip$/);
/** A path inside a ZIP, as unzip may write it: it neither begins at a root nor leads upwards. */
const entryName = z.string().regex(/^(?!.*(?:^|\/)\.{0,2}(?:\/|$))[^\\:\0]+$/);

/** Where an entry's stored bytes are. */
export const EntryPlace = z.object({ volume: volumeName, entry: entryName });
export type EntryPlace = z.infer<typeof EntryPlace>;

/** Rows of a partition, or of a subpartition where there are some; a table without, and sets of before, have none. */
export const PartitionRows = z.object({ name: z.string(), rows: count });
export type PartitionRows = z.infer<typeof PartitionRows>;
