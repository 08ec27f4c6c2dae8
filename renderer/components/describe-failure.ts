import type { Failure } from '../../shared/failure.ts';
import type { Facts } from '../facts/facts.ts';
import type { Language } from '../i18n/language.ts';
import { translatePhrase } from './failure-phrases.ts';
import { words } from './failure-words.ts';

/** A failure in the reader's language: what happened, what is safe, what to do. */
export interface FailureInWords {
  readonly headline: string;
  /** What it is about, one by one. */
  readonly points: readonly string[];
  readonly safe: string | null;
  readonly next: string;
}

/**
 * Puts a failure into words. What it carries as facts is said by `facts`. Of the engine's English sentences those are taken
 * over that the app has in the reader's language; else the words for its code are used. Its own stay under "Details".
 */
export function describeFailure(failure: Failure, language: Language, facts: Facts): FailureInWords {
  const { code, message, safe, next, detail } = failure;
  const own = language === 'en' ? words.en : words.zh;
  const said = detail && facts.detail(detail);
  const theirs = next === undefined ? [] : [translatePhrase(next, language) ?? own.next[code]];
  const ways = said ? [...theirs, said.next] : theirs;
  return {
    headline:
      said?.headline ??
      (said?.points ? null : translatePhrase(message, language)) ??
      fill(own.headline[code], failure, own),
    points: said?.points ?? [],
    safe: safe === undefined ? null : translatePhrase(safe, language),
    next: ways.length === 0 ? own.next[code] : ways.join(language === 'en' ? ' ' : ''),
  };
}

function fill(sentence: string, { where }: Failure, own: { readonly aServer: string; readonly aFile: string }): string {
  const { shard, server, file } = where;
  const place = shard !== undefined && server !== undefined ? `${shard} (${server})` : (shard ?? server ?? own.aServer);
  const text = sentence.replace('{{place}}', place).replace('{{file}}', file?.split(/[\\/]/).at(-1) ?? own.aFile);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
