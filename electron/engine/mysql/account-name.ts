import { quoteName } from './quote.ts';

/** An account by its two parts; roles of MariaDB have no host. */
export interface NamedAccount {
  readonly name: string;
  readonly host: string;
}

/** `user@host`, for people: a name may hold an @ itself. */
export function accountName({ name, host }: NamedAccount): string {
  return host === '' ? name : `${name}@${host}`;
}

/** The same for nobody but programs: two accounts have one key where a server takes them for one. */
export function accountKey({ name, host }: NamedAccount): string {
  return JSON.stringify([name, host.toLowerCase()]);
}

/** The parts of `user@host`: the last @ divides, since a host has none, which a user may. A role has no host. */
export function accountParts(account: string): { readonly name: string; readonly host: string | undefined } {
  const at = account.lastIndexOf('@');
  return at < 0 ? { name: account, host: undefined } : { name: account.slice(0, at), host: account.slice(at + 1) };
}

/** The account as statements name it. */
export function quoteAccount({ name, host }: NamedAccount): string {
  return host === '' ? quoteName(name) : `${quoteName(name)}@${quoteName(host)}`;
}
