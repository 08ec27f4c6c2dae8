import { assertNever } from '../../../shared/failure.ts';
import type { Flavour } from '../mysql/connect.ts';
import { isMark, isWord, type Token } from '../sql/tokenize-sql.ts';
import { editBytes } from './edit-bytes.ts';
import { tokensUnder } from './tokens-under.ts';

/** Languages whose rules both flavours have, by MySQL's abbreviation and MariaDB's word. */
const LANGUAGES: readonly (readonly [string, string])[] = [
  ['cs', 'czech'],
  ['da', 'danish'],
  ['de_pb', 'german2'],
  ['eo', 'esperanto'],
  ['es', 'spanish'],
  ['es_trad', 'spanish2'],
  ['et', 'estonian'],
  ['hr', 'croatian'],
  ['hu', 'hungarian'],
  ['is', 'icelandic'],
  ['la', 'roman'],
  ['lt', 'lithuanian'],
  ['lv', 'latvian'],
  ['pl', 'polish'],
  ['ro', 'romanian'],
  ['sk', 'slovak'],
  ['sl', 'slovenian'],
  ['sv', 'swedish'],
  ['tr', 'turkish'],
  ['vi', 'vietnamese'],
];

/** Names of collations that a statement says outright, in the order in which they come. */
export function collationsIn(statement: Buffer, charset: string, sqlMode: string): string[] {
  return [...new Set(namesIn(statement, charset, sqlMode).map(({ text }) => text.toLowerCase()))];
}

/** The statement with other collations. */
export function replaceCollations(
  statement: Buffer,
  charset: string,
  sqlMode: string,
  replacements: ReadonlyMap<string, string>,
): Buffer {
  const edits = namesIn(statement, charset, sqlMode).flatMap(({ text, start, end }) => {
    const other = replacements.get(text.toLowerCase());
    return other === undefined ? [] : [{ start, end, bytes: Buffer.from(other) }];
  });
  return editBytes(statement, edits);
}

function namesIn(statement: Buffer, charset: string, sqlMode: string): Token[] {
  const tokens = tokensUnder(statement, charset, sqlMode);
  return tokens.flatMap((token, at) => {
    if (!isWord(token, 'COLLATE')) return [];
    const name = tokens[at + (isMark(tokens[at + 1], '=') ? 2 : 1)];
    return name?.kind === 'word' ? [name] : [];
  });
}

/**
 * The collation of a server that comes nearest to one it does not know: the same language, the same treatment of case,
 * accents and trailing spaces where that exists. Undefined when it has none for the charset.
 * https://mariadb.com/kb/en/supported-character-sets-and-collations/ · https://dev.mysql.com/doc/refman/9.7/en/charset-unicode-sets.html
 */
export function nearestCollation(name: string, flavour: Flavour, known: ReadonlySet<string>): string | undefined {
  return candidates(name, flavour).find((candidate) => known.has(candidate));
}

function candidates(name: string, flavour: Flavour): string[] {
  const charset = name.slice(0, name.indexOf('_'));
  const plain = [`${charset}_unicode_520_ci`, `${charset}_unicode_ci`, `${charset}_general_ci`];
  if (name.endsWith('_bin')) return [`${charset}_nopad_bin`, `${charset}_0900_bin`, `${charset}_bin`];
  switch (flavour) {
    case 'mariadb': {
      const [, language = '', strength = ''] = /^utf8mb4(?:_(\w+?))?_0900_(a[is]_c[is](?:_ks)?)$/.exec(name) ?? [];
      if (strength === '') return plain;
      const word = LANGUAGES.find(([short]) => short === language)?.[1];
      const end = `nopad_${strength.replace('_ks', '')}`;
      return [...(word ? [`${charset}_uca1400_${word}_${end}`] : []), `${charset}_uca1400_${end}`, ...plain];
    }
    case 'mysql': {
      if (name.includes('_nopad_ci')) return [name.replace('_nopad_ci', '_ci'), ...plain];
      const [, language = '', strength = ''] = /_uca1400(?:_(\w+?))?(?:_nopad)?_(a[is]_c[is])$/.exec(name) ?? [];
      if (strength === '') return plain;
      const short = LANGUAGES.find(([, word]) => word === language)?.[0];
      // MySQL has no collation that tells case apart and accents not.
      const end = `0900_${strength === 'ai_cs' ? 'as_cs' : strength}`;
      return [
        ...(short ? [`${charset}_${short}_${end}`, `${charset}_${short}_0900_ai_ci`] : []),
        `${charset}_${end}`,
        ...plain,
      ];
    }
    default:
      return assertNever(flavour);
  }
}
