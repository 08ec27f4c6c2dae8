import { MANY, matchesWildcards, ONE } from '../../../shared/wildcards.ts';
import { accountParts, type NamedAccount } from '../mysql/account-name.ts';

/**
 * Whether a server takes this account for that definer: it looks for it as for somebody who logs in from the definer's host, so
 * that `a@nowhere` runs as `a@%`. The account's host is a name, an address, one with `%` and `_`, or a network such as
 * 10.0.0.0/255.255.255.0. https://dev.mysql.com/doc/refman/9.7/en/stored-objects-security.html
 */
export function standsFor({ name, host }: NamedAccount, definer: string): boolean {
  const wanted = accountParts(definer);
  if (name !== wanted.name) return false;
  // A role is the role of this name, or an account for every host.
  if (wanted.host === undefined) return host === '' || host === '%';
  return matchesHost(host, wanted.host);
}

function matchesHost(pattern: string, host: string): boolean {
  if (pattern.toLowerCase() === host.toLowerCase()) return true;
  const [network, mask] = pattern.split('/');
  return mask === undefined ? matchesWild(pattern.toLowerCase(), host.toLowerCase()) : isInNetwork(network, mask, host);
}

/** `%` is any text, `_` any character, and a backslash takes their meaning away. */
function matchesWild(pattern: string, text: string): boolean {
  const pieces = (pattern.match(/\\[\s\S]|[\s\S]/gu) ?? []).map((piece) => {
    if (piece === '%') return MANY;
    return piece === '_' ? ONE : piece.replace(/^\\(?=.)/su, '');
  });
  return matchesWildcards(pieces, text);
}

/** A mask is an address, or on MySQL a number of bits. */
function isInNetwork(network: string | undefined, mask: string, host: string): boolean {
  const bits = /^\d{1,2}$/.test(mask) ? ~(2 ** (32 - Number(mask)) - 1) >>> 0 : addressOf(mask);
  const [base, address] = [addressOf(network ?? ''), addressOf(host)];
  if (bits === undefined || base === undefined || address === undefined) return false;
  return (address & bits) >>> 0 === base;
}

function addressOf(text: string): number | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts?.every((part) => part < 256) ? parts.reduce((sum, part) => sum * 256 + part, 0) : undefined;
}
