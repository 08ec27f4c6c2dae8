import type { Volume } from '../../../shared/manifest.ts';
import type { Finding } from '../../../shared/restore-report.ts';
import { volumePath } from '../archive/volume-path.ts';
import { unlessSilent } from '../store/diagnose-disk.ts';
import { fileAt } from '../store/store-at.ts';

/** Volumes that are missing or have another size than was written; `nameOf` says how a finding names one. */
export async function checkSizes(
  folder: string,
  volumes: readonly Volume[],
  nameOf: (file: string) => string = (file) => file,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const volume of volumes) {
    const { store, name } = fileAt(volumePath(folder, volume.file));
    const found = await store.stat(name).catch(unlessSilent);
    const size = found?.kind === 'file' ? found.bytes : null;
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
