import type { JobProgress } from '../../shared/job.ts';
import { verifyOutcome } from '../../shared/judge-outcome.ts';
import { openDestination } from '../engine/archive/destination.ts';
import { findSet, findSetById } from '../engine/archive/set-folder.ts';
import { recordReading } from '../engine/verify/set-checks.ts';
import { manifestDamage, verifySet } from '../engine/verify/verify-set.ts';
import type { Done, EngineJobOf } from './engine-protocol.ts';

/** Reads a set again. One whose manifest is damaged is a finding here, not a failure: finding it is what the check is for. */
export async function runVerifyJob(
  { from, id }: EngineJobOf<'verify'>,
  signal: AbortSignal,
  onProgress: (progress: JobProgress) => void,
): Promise<Done<'verify'>> {
  const { folder } = await openDestination(from);
  const found = await findSetById(folder, id);
  if (found.state === 'unreadable' && found.failure.code === 'damaged') {
    const damage = [manifestDamage(found.failure)];
    return { state: 'done', outcome: 'damage', result: { kind: 'verify', volumes: 0, bytes: 0, damage, tables: [] } };
  }
  const set = await findSet(folder, id);
  const { damage, tables, bytes, volumes } = await verifySet({ ...set, signal, onProgress });
  await recordReading(set.folder, { damage, tables });
  return {
    state: 'done',
    outcome: verifyOutcome(damage),
    result: {
      kind: 'verify',
      volumes,
      bytes,
      damage: damage.map(({ file, entry, fact }) => ({ file, entry, fact })),
      tables: [...tables],
    },
  };
}
