import type { Language } from '../i18n/language.ts';
import { localizeDuration } from './localize-duration.ts';

/** Seconds for estimates and for what counts: a tenth of one would be a promise that an estimate cannot keep. */
export function wholeSeconds(seconds: number, language: Language): string {
  if (seconds < 1) return language === 'en' ? 'less than a second' : '不到 1 秒';
  return localizeDuration(seconds < 10 ? Math.round(seconds) : seconds, language).replace('.0', '');
}
