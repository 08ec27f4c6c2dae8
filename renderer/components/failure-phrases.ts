import type { Language } from '../i18n/language.ts';

/** A sentence of the engine and how the app says it; `$1` and so on are what the pattern's groups found. */
interface Phrase {
  readonly engine: RegExp;
  /** Only where the engine's sentence speaks of the command line. */
  readonly en?: string;
  readonly zh: string;
}

const PHRASES: readonly Phrase[] = [
  {
    engine: /^(.+): nothing answers on (\S+)\.$/,
    zh: '$1：$2 上没有程序应答。',
  },
];

/** The sentence in the language; null where the app does not have it. English is always there. */
export function translatePhrase(sentence: string, language: Language): string | null {
  for (const { engine, en, zh } of PHRASES) {
    const words = language === 'en' ? en : zh;
    if (words !== undefined && engine.test(sentence)) return sentence.replace(engine, words);
  }
  return language === 'en' ? sentence : null;
}
