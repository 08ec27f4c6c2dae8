import type { Failure } from '../../shared/failure.ts';

/** An error for people: what happened, what is safe, what to do next, and the server's own words last. */
export function renderFailure(failure: Failure): string {
  const { message, safe, next, cause, where } = failure;
  const places = [
    where.server === undefined || message.includes(where.server) ? '' : where.server,
    where.schema === undefined || message.includes(where.schema)
      ? ''
      : `${where.schema}${where.table === undefined ? '' : `.${where.table}`}`,
    where.chunk ?? '',
    where.file === undefined || message.includes(where.file) ? '' : where.file,
  ].filter((place) => place !== '');
  return [
    message,
    ...(places.length === 0 ? [] : [`Where: ${places.join(' · ')}`]),
    ...(safe === undefined ? [] : [safe]),
    ...(next === undefined ? [] : [`Next: ${next}`]),
    ...(cause === undefined || message.includes(cause) ? [] : [`Cause: ${cause}`]),
  ].join('\n');
}
