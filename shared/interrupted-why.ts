import { z } from 'zod';

/** Why a restore does not go on with an interrupted one that it finds; `no-log`: the target's account may not apply the log; `altered`: what it wrote down there is not sealed with the key of this copy of the set; `sets-changed`: the manifests are not those that it looked at. */
export const InterruptedWhy = z.enum([
  'rows-missing',
  'other-set',
  'other-point',
  'other-choice',
  'no-log',
  'altered',
  'sets-changed',
]);
export type InterruptedWhy = z.infer<typeof InterruptedWhy>;
