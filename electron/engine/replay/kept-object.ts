import { z } from 'zod';
import { ObjectKind } from '../../../shared/manifest.ts';

/** An object of the target, under its own names, that was there before a restore and is not in the set. */
export const KeptObject = z.object({ schema: z.string(), kind: ObjectKind, name: z.string() });
export type KeptObject = z.infer<typeof KeptObject>;
