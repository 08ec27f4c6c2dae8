import { z } from 'zod';

/** Values that all parts of a manifest are made of. */
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.int().nonnegative();
export const instant = z.iso.datetime();

/** Where an entry's stored bytes are. */
export const EntryPlace = z.object({ volume: z.string(), entry: z.string() });
export type EntryPlace = z.infer<typeof EntryPlace>;
