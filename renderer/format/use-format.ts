import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatCount, formatRate } from '../../shared/format.ts';
import type { Language } from '../i18n/language.ts';
import { localizeDuration } from './localize-duration.ts';
import { relativeTime } from './relative-time.ts';
import { spaceLatin } from './space-latin.ts';
import { wholeSeconds } from './whole-seconds.ts';

/** Numbers and times in words of the current language. Times are ISO strings, durations seconds. */
export interface Format {
  readonly language: Language;
  bytes(bytes: number): string;
  rate(bytesPerSecond: number): string;
  count(count: number): string;
  duration(seconds: number): string;
  /** For what counts up or down, and for estimates: whole seconds, and in words below one: `9 s`, `less than a second`. */
  roughly(seconds: number): string;
  /** `2 h 07 min` between two instants, as `roughly` has it. */
  between(from: string, to: string): string;
  /** The same as a figure in a column: `< 1 s`. */
  betweenShort(from: string, to: string): string;
  /** 0 to 1 → `64 %`, rounded down, so that 100 % means all. */
  percent(share: number): string;
  /** `21 Nov 2026` */
  date(iso: string): string;
  /** `21 Nov 2026, 02:00` */
  dateTime(iso: string): string;
  /** `21 Nov, 02:00`; for places where the year is known. */
  shortTime(iso: string): string;
  /** `02:00:07` */
  time(iso: string): string;
  /** `21 Nov 2026, 02:00:07` */
  toSecond(iso: string): string;
  /** `21 Nov, 02:00:07` */
  shortToSecond(iso: string): string;
  /** `21 Nov 2026, 02:00:07`, with the fraction of the second where there is one: `02:00:07.123456`. */
  instant(iso: string): string;
  /** `2 hours ago`, `yesterday`; give `now` from `useNow()` so that it stays true. */
  relative(iso: string, now: number): string;
  /** Names in a sentence: `s0, s1 and s2`. */
  list(items: readonly string[]): string;
  /** Sentences one after another; Chinese has no space between them. */
  paragraph(...sentences: readonly string[]): string;
}

/** The formatting of the current language; stable until the language changes. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language: Language = i18n.language === 'zh-CN' ? 'zh-CN' : 'en';
  return useMemo(() => createFormat(language), [language]);
}

function createFormat(language: Language): Format {
  // Day before month reads the same on both sides of the Atlantic.
  const locale = language === 'en' ? 'en-GB' : language;
  const day = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric' });
  const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const short = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' });
  const shortExact = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const second = new Intl.DateTimeFormat(locale, { timeStyle: 'medium' });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const format = (formatter: Intl.DateTimeFormat) => (iso: string) => {
    const at = new Date(iso);
    return Number.isNaN(at.getTime()) ? iso : formatter.format(at);
  };
  return {
    language,
    bytes: (bytes) => bind(formatBytes(bytes)),
    rate: (bytesPerSecond) => bind(formatRate(bytesPerSecond)),
    count: formatCount,
    duration: (seconds) => bind(localizeDuration(seconds, language)),
    roughly: (seconds) => bind(wholeSeconds(seconds, language)),
    between: (from, to) => bind(wholeSeconds((Date.parse(to) - Date.parse(from)) / 1000, language)),
    betweenShort: (from, to) => {
      const seconds = (Date.parse(to) - Date.parse(from)) / 1000;
      return bind(seconds < 1 ? `< ${wholeSeconds(1, language)}` : wholeSeconds(seconds, language));
    },
    percent: (share) => `${Math.floor(Math.min(1, Math.max(0, share)) * 100)}\u00a0%`,
    date: format(day),
    dateTime: format(minute),
    shortTime: format(short),
    time: format(second),
    toSecond: format(exact),
    shortToSecond: format(shortExact),
    instant: (iso) => `${format(exact)(iso)}${fractionOf(iso)}`,
    relative: (iso, now) => {
      const words = relativeTime(Date.parse(iso), now, locale);
      return language === 'en' ? words : spaceLatin(words);
    },
    paragraph: (...sentences) => sentences.join(language === 'en' ? ' ' : ''),
    list: (items) => (language === 'en' ? list.format(items) : spaceLatin(list.format(items))),
  };
}

/** A figure and its unit stay on one line. */
function bind(text: string): string {
  return text.replace(/(\d) (?=\D)/g, '$1\u00a0');
}

/** `.123` or `.123456`, without zeros that say nothing. */
export function fractionOf(iso: string): string {
  const digits = /\.(\d+)Z$/.exec(iso)?.[1]?.replace(/0+$/, '') ?? '';
  return digits === '' ? '' : `.${digits.padEnd(digits.length > 3 ? 6 : 3, '0')}`;
}
