import { z } from 'zod';

/** Kinds of what a table's definition is made of. */
export const DriftPart = z.enum([
  'column',
  'index',
  'primary-key',
  'foreign-key',
  'check',
  'other-key',
  'option',
  'partitions',
]);
export type DriftPart = z.infer<typeof DriftPart>;

/** `name`: of the column, index or option; for a foreign key its columns; empty where the part has none. */
const part = { part: DriftPart, name: z.string() };

/** In what a table's definition differs from that of most of its siblings; definitions are the server's own words. */
export const Difference = z.discriminatedUnion('code', [
  z.object({ code: z.literal('missing'), ...part }),
  z.object({ code: z.literal('extra'), ...part, own: z.string() }),
  z.object({ code: z.literal('other'), ...part, own: z.string(), usual: z.string() }),
  /** The same columns in another order. */
  z.object({ code: z.literal('order'), columns: z.array(z.string()).readonly() }),
]);
export type Difference = z.infer<typeof Difference>;
