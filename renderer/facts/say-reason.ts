import {
  type Fact,
  type FailureReason,
  fill,
  type Safety,
  safetyWords,
  sayReason,
} from '../../shared/failure-words.ts';
import type { Language } from '../i18n/language.ts';
import { pageWays, reasonZh, safetyZh } from './reason-words.ts';

/** What happened, and what to do next where that is known. */
export interface ReasonInWords {
  readonly message: string;
  readonly next?: string;
}

/** Says a reason in the reader's language, with the controls that help; `steps` are those controls' names. */
export function sayReasonIn(language: Language, fact: Fact, steps: Readonly<Record<string, string>>): ReasonInWords {
  const values = { ...fact.values, ...steps };
  const said = language === 'en' ? sayReason(fact) : fillIn(reasonZh[fact.reason], values);
  const ways: Partial<Record<FailureReason, { readonly en: string; readonly zh: string }>> = pageWays;
  const way = ways[fact.reason]?.[language === 'en' ? 'en' : 'zh'];
  if (way === undefined) return said;
  const both = [said.next, fill(way, values)].filter((part) => part !== undefined);
  return { message: said.message, next: both.join(language === 'en' ? ' ' : '') };
}

/** What is safe, in the reader's language. */
export function saySafety(language: Language, safety: Safety): string {
  return language === 'en' ? safetyWords[safety] : safetyZh[safety];
}

function fillIn({ message, next }: ReasonInWords, values: Fact['values']): ReasonInWords {
  return {
    message: fill(message, values),
    ...(next === undefined ? {} : { next: fill(next, values) }),
  };
}
