/**
 * Letters whose small ones servers do not know: their names are folded by the letters of Unicode 3.0, JavaScript's by those
 * of today. The ranges hold some letters without small ones too.
 */
const UNKNOWN = new RegExp(
  `[${[
    '\\u0220\\u023a-\\u024f\\u0370-\\u0377\\u037f\\u03cf\\u03d8\\u03f4\\u03f7\\u03f9\\u03fa\\u03fd-\\u03ff',
    '\\u048a\\u04c0\\u04c5\\u04c9\\u04cd\\u04f6\\u04fa-\\u052f\\u10a0-\\u10ff\\u13a0-\\u13ff\\u1c80-\\u1cbf',
    '\\u1e9e\\u1efa-\\u1eff\\u2132\\u2183\\u2c00-\\u2dff\\ua640-\\uabff',
  ].join('')}]`,
);

/** A name in small letters as servers fold it where they do not tell names apart by case (utf8mb3_general_ci). */
export function lowerName(name: string): string {
  return name.replace(/[^\0-\x7f]|[A-Z]+/gu, (letters) => {
    if (letters === '\u0130') return 'i';
    return UNKNOWN.test(letters) || (letters.codePointAt(0) ?? 0) > 0xffff ? letters : letters.toLowerCase();
  });
}

/**
 * One form of all names that a server may take for the same by any of its collations, which pass over accents too: for
 * whoever must not touch what has such a name.
 */
export function broadName(name: string): string {
  return name
    .replaceAll(/[ßẞ]/g, 's')
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ');
}
