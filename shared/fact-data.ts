import { z } from 'zod';
import { type Fact, failureReasons } from './failure-words.ts';

/** A fact as it crosses to a page or lies in a file; apart from its words, which threads without schemas need as well. */
export const FactData: z.ZodType<Fact> = z
  .object({
    reason: z.enum(failureReasons),
    values: z.record(z.string(), z.union([z.string(), z.number()])).readonly(),
  })
  .readonly();
