import type { Failure, FailureWhere } from '../../shared/failure.ts';
import type { Facts } from '../facts/facts.ts';
import type { Language } from '../i18n/language.ts';
import { words } from './failure-words.ts';

/** A failure in the reader's language: what happened, what is safe, what to do. */
export interface FailureInWords {
  readonly headline: string;
  /** What it is about, one by one. */
  readonly points: readonly string[];
  /** Table, chunk or file, where the headline does not name it; empty when it does. */
  readonly place: string;
  readonly safe: string | null;
  readonly next: string;
  /** SQL that belongs to it, to be copied. */
  readonly statements: readonly string[];
}

/**
 * Puts a failure into words by its facts. One without facts (a defect, or of a version that had none) is said by its code;
 * its own English words stay under "Details".
 */
export function describeFailure(failure: Failure, language: Language, facts: Facts): FailureInWords {
  const { code, safe, safety, detail, fact, where } = failure;
  const own = language === 'en' ? words.en : words.zh;
  const said = detail && facts.detail(detail);
  const reason = fact && facts.reason(fact);
  const headline = said?.headline ?? reason?.message ?? fill(own.headline[code], failure, own);
  const ways = [reason?.next, said?.next].filter((way) => way !== undefined);
  return {
    headline,
    points: said?.points ?? [],
    place: objectOf(where, headline),
    safe: safety ? facts.safety(safety) : language === 'en' ? (safe ?? null) : null,
    next: ways.length === 0 ? own.next[code] : ways.join(language === 'en' ? ' ' : ''),
    statements: said?.statements ?? [],
  };
}

/** What a person looks for by name: the table, the chunk, the file. Servers are in the headline. */
function objectOf({ schema, table, chunk, file }: FailureWhere, headline: string): string {
  const object = [schema, table].filter((part) => part !== undefined).join('.');
  return [object, chunk, file]
    .filter((part) => part !== undefined && part !== '' && !headline.includes(part))
    .join(' · ');
}

function fill(sentence: string, { where }: Failure, own: { readonly aServer: string; readonly aFile: string }): string {
  const { shard, server, file } = where;
  const place = shard !== undefined && server !== undefined ? `${shard} (${server})` : (shard ?? server ?? own.aServer);
  const text = sentence.replace('{{place}}', place).replace('{{file}}', file?.split(/[\\/]/).at(-1) ?? own.aFile);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
