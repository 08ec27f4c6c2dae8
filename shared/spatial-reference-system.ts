import { z } from 'zod';
import { count } from './manifest-basics.ts';

/** A spatial reference system of MySQL that its administrator made, or that a column of the set is limited to. */
export const SpatialReferenceSystem = z.object({
  id: count,
  name: z.string(),
  organization: z.string().nullable(),
  organizationId: count.nullable(),
  definition: z.string(),
  description: z.string().nullable(),
});
export type SpatialReferenceSystem = z.infer<typeof SpatialReferenceSystem>;
