/** Whether a server's log goes on with `file`: not with what is no name of a file in a folder, nor behind the last one. */
export function canFollow(file: string, last: string): boolean {
  if (!/^[^/\\\p{Cc}]{1,512}$/u.test(file)) return false;
  const [, base, number] = /^(.*)\.(\d+)$/.exec(file) ?? [];
  const [, lastBase, lastNumber] = /^(.*)\.(\d+)$/.exec(last) ?? [];
  return base !== lastBase || Number(number) <= Number(lastNumber) || number === undefined;
}
