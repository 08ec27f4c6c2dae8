/** Words of one feature: sentences, or groups of them. */
export interface WordTree {
  readonly [key: string]: string | WordTree;
}

/**
 * The same keys in another language. English needs `…_one` beside `…_other`; Chinese has `…_other` only, so that a
 * leftover `_one` there is an error as well.
 */
export type SameKeys<E> = {
  readonly [K in keyof E as K extends `${string}_one` ? never : K]: E[K] extends string ? string : SameKeys<E[K]>;
};

/** English and Chinese words of a feature; a key that only one of them has does not compile. */
export interface Words<E> {
  readonly en: E;
  readonly zh: SameKeys<E>;
}

/** Keeps the English sentences as literal types, so that `t()` knows every key and every `{{value}}` it needs. */
export function defineWords<const E extends WordTree>(words: Words<E>): Words<E> {
  return words;
}
