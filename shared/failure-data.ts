import { z } from 'zod';
import { FactData } from './fact-data.ts';
import { type Failure, failureCodes } from './failure.ts';
import { safeties } from './failure-words.ts';
import { StopFinding } from './restore-report.ts';
import { ChainBreak } from './set-facts.ts';

const FailureDetailData = z.discriminatedUnion('code', [
  z.object({ code: z.literal('stopped'), findings: z.array(StopFinding) }),
  z.object({ code: z.literal('set-damaged'), names: z.array(z.string()), count: z.int() }),
  z.object({ code: z.literal('same-place'), one: z.string(), other: z.string(), becomes: z.string() }),
  z.object({ code: z.literal('chain-broken'), shard: z.string(), why: ChainBreak }),
  z.object({ code: z.literal('partly-restored') }),
  z.object({ code: z.literal('log-cut-off') }),
]);

export const FailureData: z.ZodType<Failure> = z.object({
  code: z.enum(failureCodes),
  message: z.string(),
  safe: z.string().exactOptional(),
  next: z.string().exactOptional(),
  fact: FactData.exactOptional(),
  safety: z.enum(safeties).exactOptional(),
  where: z.object({
    shard: z.string().exactOptional(),
    server: z.string().exactOptional(),
    schema: z.string().exactOptional(),
    table: z.string().exactOptional(),
    chunk: z.string().exactOptional(),
    file: z.string().exactOptional(),
    field: z.string().exactOptional(),
  }),
  cause: z.string().exactOptional(),
  detail: FailureDetailData.exactOptional(),
});
