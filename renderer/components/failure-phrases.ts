import type { Language } from '../i18n/language.ts';

/** A sentence of the engine and how the app says it in Chinese; `$1` and so on are what the pattern's groups found. */
interface Phrase {
  readonly engine: RegExp;
  readonly zh: string;
}

const PHRASES: readonly Phrase[] = [
  {
    engine: /^(.+): nothing answers on (\S+)\.$/,
    zh: '$1：$2 上没有程序应答。',
  },
  { engine: /^Nothing was written\.$/, zh: '没有写入任何内容。' },
  { engine: /^Nothing was touched\.$/, zh: '没有改动任何内容。' },
  { engine: /^Nothing was changed\.$/, zh: '没有改动任何内容。' },
  {
    engine: /^The backup is untouched\. The targets hold a part of it\.$/,
    zh: '备份不受影响。目标服务器上有其中一部分内容。',
  },
  {
    engine: /^Sets that were complete before are untouched; this one is not a backup\.$/,
    zh: '之前完成的备份不受影响；这一份不算备份。',
  },
];

/** An option such as `--only`, or a command: of no use to who sits before a page. */
const COMMAND_LINE = /(^|\s)--[a-z]|\bshardkeep [a-z]/;

/** True for a sentence that speaks of the command line. */
export function isForCommandLine(sentence: string): boolean {
  return COMMAND_LINE.test(sentence);
}

/** The sentence in the language; null where the app does not have it, or where it is not for a page. */
export function translatePhrase(sentence: string, language: Language): string | null {
  if (language === 'en') return isForCommandLine(sentence) ? null : sentence;
  const phrase = PHRASES.find(({ engine }) => engine.test(sentence));
  return phrase ? sentence.replace(phrase.engine, phrase.zh) : null;
}
