import { quoteName } from '../mysql/quote.ts';

/** An account by its two parts; roles of MariaDB have no host. */
interface Named {
  readonly name: string;
  readonly host: string;
}

/** `user@host`, for people: a name may hold an @ itself. */
export function accountName({ name, host }: Named): string {
  return host === '' ? name : `${name}@${host}`;
}

/** The same for nobody but programs: two accounts have one key where a server takes them for one. */
export function accountKey({ name, host }: Named): string {
  return JSON.stringify([name, host.toLowerCase()]);
}

/** The account as statements name it. */
export function quoteAccount({ name, host }: Named): string {
  return host === '' ? quoteName(name) : `${quoteName(name)}@${quoteName(host)}`;
}
