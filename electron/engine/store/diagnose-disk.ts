import { basename, dirname } from 'node:path';
import { EngineError, fail, failureOf } from '../engine-error.ts';

/** What the system called the errors that are told in words here, for code that handles single cases. */
const codes = new WeakMap<Error, string>();
/** After these the same call may succeed a moment later. */
const PASSING = new Set(['EAGAIN', 'EBUSY', 'EINTR', 'EMFILE', 'ENFILE', 'ETIMEDOUT', 'ESTALE']);

/** True where trying again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof Error && PASSING.has(codes.get(error) ?? '');
}

/** True where the medium does not give back what was written to it; the rest of it may be well. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof Error && codes.get(error) === 'EIO';
}

/** True for the error of a call about something that is not there, or whose folder is none. */
export function isMissing(error: unknown): boolean {
  return isAbsent(error) || reasonOf(error) === 'not-a-folder';
}

/** True for the error of a call about something that is not there. */
export function isAbsent(error: unknown): boolean {
  return reasonOf(error) === 'path-not-there';
}

/** True where a store did not answer: what is asked of it next would wait as long. */
export function isSilent(error: unknown): boolean {
  return reasonOf(error) === 'drive-silent';
}

/** For a look that is content with not knowing: of a store that does not answer it throws. */
export function unlessSilent(error: unknown): undefined {
  if (isSilent(error)) throw error;
  return undefined;
}

function reasonOf(error: unknown): string | undefined {
  return failureOf(error).fact?.reason;
}

/** Says in words why a file of a destination could not be written or read. Errors that are already ours pass unchanged. */
export function diagnoseDisk(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error;
  const found = wordsOf(error as NodeJS.ErrnoException, path);
  codes.set(found, (error as NodeJS.ErrnoException).code ?? '');
  return found;
}

function wordsOf(error: NodeJS.ErrnoException, path: string): EngineError {
  const { code } = error;
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
