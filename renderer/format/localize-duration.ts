import { formatDuration } from '../../shared/format.ts';
import type { Language } from '../i18n/language.ts';

const CHINESE_UNITS: Readonly<Record<string, string>> = {
  ms: '毫秒',
  s: '秒',
  min: '分',
  h: '小时',
  d: '天',
};

/** A duration from seconds, as `formatDuration` has it, with the units of the language: `3 min 05 s`, `3 分 05 秒`. */
export function localizeDuration(seconds: number, language: Language): string {
  const text = formatDuration(seconds);
  return language === 'en' ? text : text.replace(/[a-z]+/g, (unit) => CHINESE_UNITS[unit] ?? unit);
}
