import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volume } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';

/** Volumes that are missing or have another size than was written; `nameOf` says how a finding names one. */
export async function checkSizes(
  folder: string,
  volumes: readonly Volume[],
  nameOf: (file: string) => string = (file) => file,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const volume of volumes) {
    const size = await lstat(join(folder, volume.file)).then(
      (found) => (found.isFile() ? found.size : null),
      () => null,
    );
    if (size === volume.bytes) continue;
    const where = { severity: 'stop', target: '', file: nameOf(volume.file) } as const;
    findings.push(
      size === null
        ? { ...where, code: 'volume-missing' }
        : { ...where, code: 'volume-size', bytes: size, written: volume.bytes },
    );
  }
  return findings;
}
