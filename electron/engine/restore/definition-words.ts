import { quoteName } from '../mysql/quote.ts';
import { showNullableCounter } from '../schema/counters.ts';
import { disableEvent } from '../schema/disable-event.ts';
import type { Definers } from '../schema/rewrite-definer.ts';
import { stripTriggerSchema } from '../schema/strip-trigger-schema.ts';
import { tokensUnder } from '../schema/tokens-under.ts';
import { isMark, isWord, nameOf } from '../sql/tokenize-sql.ts';
import type { Definition } from './read-definitions.ts';

/** What a restore changes in definitions on purpose. */
export interface Changed {
  readonly renames: ReadonlyMap<string, string>;
  readonly definers: Definers['rule'];
  /** The target keeps names in small letters. */
  readonly folds: boolean;
  /** Where counters stand is another moment's. */
  readonly withoutCounters?: boolean;
}

/**
 * A statement's words without what was changed on purpose: names of schemas are the target's on both sides (what a body
 * names is the same text there, renamed or not), and with `strip` nobody is asked who the definer is.
 */
export function definitionWords({ object, statement }: Definition, changed: Changed): readonly string[] {
  const { kind, context } = object;
  const charset = context?.characterSetClient ?? 'utf8mb4';
  const mode = context?.sqlMode ?? '';
  let sql = kind === 'table' ? showNullableCounter(statement) : statement;
  if (kind === 'event') sql = disableEvent(sql, charset, mode);
  // MariaDB writes a trigger's own name and its table's anew when the table gets another name, even one that it then refuses.
  if (kind === 'trigger') sql = stripTriggerSchema(sql, charset, mode);
  const tokens = tokensUnder(sql, charset, mode);
  const own = quoteName(changed.renames.get(object.schema) ?? object.schema);
  const triggerAt = kind === 'trigger' ? tokens.findIndex((token) => isWord(token, 'TRIGGER')) : -1;
  const onAt = triggerAt < 0 ? -1 : tokens.findIndex((token, at) => at > triggerAt && isWord(token, 'ON'));
  const words = tokens.map((token, at) => {
    const text = sql.toString('utf8', token.start, token.end);
    const isOwn = triggerAt >= 0 && (at === triggerAt + 1 || at === onAt + 1);
    if (isOwn && token.kind !== 'mark') return quoteName(nameOf({ ...token, text }));
    const qualifies = isMark(tokens[at + 1], '.') || kind === 'database';
    if (!qualifies || (token.kind !== 'name' && token.kind !== 'word')) return text;
    const name = nameOf({ ...token, text });
    const renamed = changed.renames.get(name);
    // Bodies stand as somebody wrote them, often without quotes; a name that is written anew has them.
    return renamed === undefined && token.kind === 'word' ? text : quoteName(renamed ?? name);
  });
  // Whether a view's columns stand with its own schema depends on who prints it.
  const said = kind === 'view' ? words.filter((word, at) => !qualifiesWith(own, words, at, word)) : words;
  const settled = changed.withoutCounters === true && kind === 'table' ? withoutCounter(said) : said;
  const bare = changed.definers === 'strip' ? withoutDefiner(settled) : settled;
  return changed.folds ? bare.map((word) => word.toLowerCase()) : bare;
}

/** True for a schema's name in front of a dot, and for that dot. */
function qualifiesWith(schema: string, words: readonly string[], at: number, word: string): boolean {
  return (word === schema && words[at + 1] === '.') || (word === '.' && words[at - 1] === schema);
}

/** Without `DEFINER = user @ host` and `SQL SECURITY …`. */
function withoutDefiner(words: readonly string[]): string[] {
  const definer = words.findIndex((word, at) => word === 'DEFINER' && words[at + 1] === '=');
  const end = definer + (words[definer + 3] === '@' ? 5 : 3);
  const bare = definer < 0 ? [...words] : [...words.slice(0, definer), ...words.slice(end)];
  const security = bare.findIndex((word, at) => word === 'SQL' && bare[at + 1] === 'SECURITY');
  return security < 0 ? bare : [...bare.slice(0, security), ...bare.slice(security + 3)];
}

/** Without `AUTO_INCREMENT = number`. */
function withoutCounter(words: readonly string[]): string[] {
  const at = counterAt(words);
  return at < 0 ? [...words] : words.toSpliced(at, 3);
}

/** Where `AUTO_INCREMENT = number` stands among a table's words, -1 for nowhere. */
export function counterAt(words: readonly string[]): number {
  return words.findIndex((word, i) => word.toUpperCase() === 'AUTO_INCREMENT' && words[i + 1] === '=');
}
