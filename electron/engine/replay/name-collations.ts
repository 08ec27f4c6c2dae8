import { isMark, isWord, nameOf, type Token } from '../sql/tokenize-sql.ts';
import type { Edit } from './edit.ts';
import { type ReadStatementOptions, type Statement, tokensOf } from './read-statement.ts';

/** A charset in a statement that has no collation beside it. */
interface BareCharset {
  readonly charset: string;
  /** Places of its first token, and of the one behind its last. */
  readonly from: number;
  readonly to: number;
}

/** Types whose charset is in their name. */
const NATIONAL_TYPES = ['NCHAR', 'NVARCHAR', 'NATIONAL'];
const TYPE_WORDS = [...NATIONAL_TYPES, 'CHAR', 'CHARACTER', 'VARCHAR', 'VARCHARACTER', 'VARYING'];
/** CHARACTER VARYING, LONG TEXT */
const SECOND_TYPE_WORDS = ['VARYING', 'VARCHAR', 'VARCHARACTER', 'TEXT'];
const TEXTS = ['CHAR', 'CHARACTER', 'VARCHAR', 'TINYTEXT', 'TEXT', 'MEDIUMTEXT', 'LONGTEXT'];

/**
 * Edits that name the collations which a statement's charsets have in its session (`collationOf`), for a server where
 * they have others and that cannot be told to (MariaDB before 11.2.1). What a charset in an expression means is stored
 * nowhere: servers ask the session that reads the table or view. Null where the statement says COLLATE DEFAULT.
 */
export function nameCollations(
  sql: Buffer,
  statement: Statement,
  options: Omit<ReadStatementOptions, 'decode'>,
  collationOf: (charset: string) => string | undefined,
): Edit[] | null {
  const isFunction = statement.kind === 'program' && statement.what === 'FUNCTION';
  if (statement.kind !== 'table' && statement.kind !== 'schema' && !isFunction) return [];
  const tokens = tokensOf(sql, options);
  const declarations = new Declarations(tokens, statement.kind === 'table' && statement.verb === 'create');
  const found = isFunction ? declarations.returned() : declarations.all();
  const edits = found.flatMap(({ charset, to }): Edit[] => {
    const collation = collationOf(charset);
    const end = tokens[to - 1]?.end;
    return collation === undefined || end === undefined ? [] : [{ start: end, end, text: ` COLLATE ${collation}` }];
  });
  return !isFunction && declarations.takeDefaults() ? null : edits;
}

class Declarations {
  readonly #tokens: readonly Token[];
  /** By token: the place of the parenthesis that it stands in, or -1. */
  readonly #groups: readonly number[];
  /** Outside of parentheses stand the options of one table, with commas or without. */
  readonly #optionsOutside: boolean;

  constructor(tokens: readonly Token[], optionsOutside: boolean) {
    this.#tokens = tokens;
    this.#groups = groupsOf(tokens);
    this.#optionsOutside = optionsOutside;
  }

  all(): BareCharset[] {
    return this.#tokens.flatMap((_, at) => {
      const found = this.#isInCast(at) ? null : this.#charsetAt(at);
      return found && !this.#hasCollation(found) ? [found] : [];
    });
  }

  /** Of what a function returns; servers keep its parameters and its body as they were written. */
  returned(): BareCharset[] {
    const returns = this.#tokens.findIndex((token, at) => this.#groups[at] === -1 && isWord(token, 'RETURNS'));
    if (returns < 0) return [];
    const national = this.#charsetAt(returns + 1);
    let type = returns + 2;
    while (isWord(this.#tokens[type], ...SECOND_TYPE_WORDS)) type++;
    const behind = this.#behindLength(type);
    const found = national ?? this.#charsetAt(isWord(this.#tokens[behind], 'BINARY') ? behind + 1 : behind);
    return found && !isWord(this.#tokens[found.to], 'COLLATE') && !this.#isBinary(found) ? [found] : [];
  }

  /** COLLATE DEFAULT: what it means depends on more than the statement. */
  takeDefaults(): boolean {
    return this.#tokens.some((token, at) => isWord(token, 'DEFAULT') && isWord(this.#tokens[at - 1], 'COLLATE'));
  }

  #charsetAt(at: number): BareCharset | null {
    const tokens = this.#tokens;
    const twoWords = isWord(tokens[at], 'CHARACTER', 'CHAR') && isWord(tokens[at + 1], 'SET');
    if (twoWords || isWord(tokens[at], 'CHARSET')) {
      const equals = at + (twoWords ? 2 : 1);
      const name = isMark(tokens[equals], '=') ? equals + 1 : equals;
      const charset = tokens[name];
      return charset && !isWord(charset, 'DEFAULT') ? { charset: charsetOf(charset), from: at, to: name + 1 } : null;
    }
    const isNational = isWord(tokens[at], 'NATIONAL') ? isWord(tokens[at + 1], ...TYPE_WORDS) : true;
    if (isWord(tokens[at], ...NATIONAL_TYPES) && isNational) {
      let to = at + 1;
      while (isWord(tokens[to], ...TYPE_WORDS)) to++;
      return { charset: 'utf8mb3', from: at, to: this.#behindLength(to) };
    }
    const ofText = isMark(tokens[at - 1], ')') || isWord(tokens[at - 1], ...TEXTS);
    if (ofText && isWord(tokens[at], 'UNICODE')) return { charset: 'ucs2', from: at, to: at + 1 };
    if (ofText && isWord(tokens[at], 'ASCII')) return { charset: 'latin1', from: at, to: at + 1 };
    return null;
  }

  /** Behind `(9)`, where that stands at `at`. */
  #behindLength(at: number): number {
    return isMark(this.#tokens[at], '(') ? at + 1 + this.#groups.filter((group) => group === at).length : at;
  }

  /** CAST(a AS CHAR CHARACTER SET latin1) */
  #isInCast(at: number): boolean {
    const group = this.#groups[at] ?? -1;
    return group > 0 && isWord(this.#tokens[group - 1], 'CAST', 'CONVERT');
  }

  /** What the same column, table or schema says anywhere, or BINARY beside the charset. */
  #hasCollation(found: BareCharset): boolean {
    const group = this.#groups[found.from] ?? -1;
    const isWithin = (at: number) => this.#groups[at] === group;
    const isEdge = (at: number) =>
      isWithin(at) && isMark(this.#tokens[at], ',') && !(group === -1 && this.#optionsOutside);
    const isCollate = (at: number) => isWithin(at) && isWord(this.#tokens[at], 'COLLATE');
    for (let at = found.from; at > group && !isEdge(at); at--) if (isCollate(at)) return true;
    for (let at = found.to; at < this.#tokens.length && !isEdge(at); at++) if (isCollate(at)) return true;
    return this.#isBinary(found);
  }

  #isBinary({ from, to }: BareCharset): boolean {
    return isWord(this.#tokens[to], 'BINARY') || isWord(this.#tokens[from - 1], 'BINARY');
  }
}

/** A closing parenthesis stands inside of its own pair. */
function groupsOf(tokens: readonly Token[]): number[] {
  const open: number[] = [];
  return tokens.map((token, at) => {
    const group = open.at(-1) ?? -1;
    if (isMark(token, '(')) open.push(at);
    if (isMark(token, ')')) open.pop();
    return group;
  });
}

/** As servers list it. */
function charsetOf(token: Token): string {
  const name = (token.kind === 'text' ? token.text.slice(1, -1) : nameOf(token)).toLowerCase();
  return name === 'utf8' ? 'utf8mb3' : name;
}
