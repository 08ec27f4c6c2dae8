/** An account as a server keeps it. */
export interface AccountPattern {
  readonly user: string;
  /** A name, an address, one with `%` and `_`, or a network such as 10.0.0.0/255.255.255.0; empty for a role of MariaDB. */
  readonly host: string;
}

/** `user@host` in parts: the last @ divides, since a host has none. A role has no host. */
export function accountParts(account: string): { readonly user: string; readonly host: string | undefined } {
  const at = account.lastIndexOf('@');
  return at < 0 ? { user: account, host: undefined } : { user: account.slice(0, at), host: account.slice(at + 1) };
}

/**
 * Whether a server takes this account for that definer: it looks for it as for somebody who logs in from the definer's host, so
 * that `a@nowhere` runs as `a@%`. https://dev.mysql.com/doc/refman/9.7/en/stored-objects-security.html
 */
export function standsFor({ user, host }: AccountPattern, definer: string): boolean {
  const wanted = accountParts(definer);
  if (user !== wanted.user) return false;
  // A role is the role of this name, or an account for every host.
  if (wanted.host === undefined) return host === '' || host === '%';
  return matchesHost(host, wanted.host);
}

function matchesHost(pattern: string, host: string): boolean {
  if (pattern.toLowerCase() === host.toLowerCase()) return true;
  const [network, mask] = pattern.split('/');
  return mask === undefined ? matchesWild(pattern.toLowerCase(), host.toLowerCase()) : isInNetwork(network, mask, host);
}

/** `%` is any text, `_` any character, and a backslash takes their meaning away. In the time that both are long. */
function matchesWild(pattern: string, text: string): boolean {
  const parts = pattern.match(/\\[\s\S]|[\s\S]/g) ?? [];
  let reached = [true, ...Array<boolean>(text.length).fill(false)];
  for (const part of parts) {
    const any = reached.indexOf(true);
    if (part === '%') reached = reached.map((_, at) => any >= 0 && at >= any);
    else {
      const letter = part.length > 1 ? part.charAt(1) : part;
      reached = reached.map((_, at) => at > 0 && reached[at - 1] === true && (part === '_' || text[at - 1] === letter));
    }
  }
  return reached.at(-1) === true;
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
