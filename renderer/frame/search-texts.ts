/** Search parameters of which each is text or absent; anything else in an address is dropped. */
export function texts<const N extends string>(...names: readonly N[]) {
  return (search: Record<string, unknown>): { [K in N]?: string } => {
    const found: { [K in N]?: string } = {};
    for (const name of names) {
      const value = search[name];
      if (typeof value === 'string' && value !== '') found[name] = value;
    }
    return found;
  };
}
