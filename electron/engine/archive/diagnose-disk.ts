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
      return fail('disk-full', { name: basename(path), folder: dirname(path) }, { where, cause: error });
    case 'EFBIG':
      return fail('file-too-large', { name: basename(path) }, { where, cause: error });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail(code === 'EROFS' ? 'read-only-disk' : 'no-permission', { path }, { where, cause: error });
    case 'ENOTDIR':
      return fail('not-a-folder', { folder: dirname(path) }, { where, cause: error });
    case 'ENOENT':
      return fail('path-not-there', { path }, { where, cause: error });
    case 'ENAMETOOLONG':
      return fail('name-too-long', { name: basename(path) }, { where, cause: error });
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
    case 'ESTALE':
    case 'EHOSTDOWN':
      return fail('disk-stopped', { path }, { where, cause: error });
    default:
      return fail('disk-error', { path }, { where, cause: error });
  }
}
