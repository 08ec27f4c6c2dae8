/**
 * The computer that a path leads to by a share, such as `\\nas\backup` and `\\?\UNC\nas\backup`; undefined for a path of this
 * one. Windows logs in there with the user's account as soon as such a path is looked at, and takes slashes of either kind.
 */
export function otherComputer(path: string): string | undefined {
  const [, device, rest = ''] = /^[\\/]{2}(?:([?.])[\\/]+)?(.*)$/s.exec(path.trim()) ?? [];
  const share = device === undefined ? rest : (/^UNC[\\/]+(.*)$/is.exec(rest)?.[1] ?? '');
  const host = /^[\\/]*([^\\/]+)/.exec(share)?.[1];
  return host;
}
