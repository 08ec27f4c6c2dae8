import type { Failure } from '../../shared/failure.ts';
import type { Language } from '../i18n/language.ts';
import { translatePhrase } from './failure-phrases.ts';
import { words } from './failure-words.ts';

/** A failure in the reader's language: what happened, what is safe, what to do. */
export interface FailureInWords {
  readonly headline: string;
  readonly safe: string | null;
  readonly next: string;
}

/**
 * Puts a failure into words. The engine speaks English to every host; what it says is taken over where the app has the
 * same sentence in the reader's language, and else the words for its code are used. Its own words stay under "Details".
 */
export function describeFailure(failure: Failure, language: Language): FailureInWords {
  const { code, message, safe, next } = failure;
  const own = language === 'en' ? words.en : words.zh;
  return {
    headline: translatePhrase(message, language) ?? fill(own.headline[code], failure, own),
    safe: safe === undefined ? null : translatePhrase(safe, language),
    next: (next === undefined ? null : translatePhrase(next, language)) ?? own.next[code],
  };
}

function fill(sentence: string, { where }: Failure, own: { readonly aServer: string; readonly aFile: string }): string {
  const { shard, server, file } = where;
  const place = shard !== undefined && server !== undefined ? `${shard} (${server})` : (shard ?? server ?? own.aServer);
  const text = sentence.replace('{{place}}', place).replace('{{file}}', file?.split(/[\\/]/).at(-1) ?? own.aFile);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
