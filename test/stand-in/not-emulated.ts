/**
 * `target`, of which everything that is not there throws with its name when it is used: an API that the stand-in lacks can
 * never pass for one that works.
 */
export function onlyEmulated<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get: (own, key) => {
      // `then` is asked for by every await, symbols by whoever prints.
      if (typeof key === 'symbol' || key === 'then' || key in own) {
        const value: unknown = Reflect.get(own, key, own);
        return typeof value === 'function' ? value.bind(own) : value;
      }
      throw new Error(`stand-in: ${name}.${key} is not emulated`);
    },
  });
}
