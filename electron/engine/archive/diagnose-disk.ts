import { basename, dirname } from 'node:path';
import { EngineError, fail } from '../engine-error.ts';

/** Says in words why a file of a destination could not be written or read. Errors that are already ours pass unchanged. */
export function diagnoseDisk(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error;
  const { code } = error as NodeJS.ErrnoException;
  const where = { file: path };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('no-space', `The disk is full: ${basename(path)} could not be written in ${dirname(path)}.`, {
        safe: 'Sets that were complete before are untouched; this one has no manifest and does not count as a backup.',
        next: 'Free space or choose another destination, then run the backup again.',
        where,
        cause: error,
      });
    case 'EFBIG':
      return fail('no-space', `The file system does not take a file as large as ${basename(path)}.`, {
        safe: 'Sets that were complete before are untouched; this one has no manifest and does not count as a backup.',
        next: 'Choose a smaller --volume-size (FAT32 takes up to 4 GiB).',
        where,
        cause: error,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail(
        'destination',
        `${path} cannot be written: ${code === 'EROFS' ? 'the disk is read-only' : 'no permission'}.`,
        {
          next: 'Choose a folder that this user may write to.',
          where,
          cause: error,
        },
      );
    case 'ENOTDIR':
      return fail('destination', `${dirname(path)} is not a folder.`, {
        next: 'Choose a folder.',
        where,
        cause: error,
      });
    case 'ENOENT':
      return fail('destination', `${path} is not there.`, {
        next: 'Check that the drive or network disk is connected.',
        where,
        cause: error,
      });
    case 'ENAMETOOLONG':
      return fail('bad-input', `The file system does not take a name as long as ${basename(path)}.`, {
        next: 'Choose shorter names for the cluster and its shards; a Chinese character takes nine letters of a file name.',
        where,
        cause: error,
      });
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
    case 'EHOSTDOWN':
      return fail('destination', `The disk stopped answering at ${path}.`, {
        safe: 'Sets that were complete before are untouched; this one does not count as a backup.',
        next: 'Connect the drive again, check it for errors, then run the backup again.',
        where,
        cause: error,
      });
    default:
      return fail('destination', `${path} cannot be used.`, { where, cause: error });
  }
}
