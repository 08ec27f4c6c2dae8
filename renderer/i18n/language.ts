import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Settings } from '../../shared/contract.ts';
import { printableOnPage } from '../../shared/printable.ts';
import { resources } from './resources.ts';

/** Languages the app speaks. */
export type Language = 'en' | 'zh-CN';

/** The language to use: the chosen one, or the system's where it is one of ours. */
export function languageOf(chosen: Settings['language'], system: string): Language {
  if (chosen !== 'system') return chosen;
  return system.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** How words are looked up. An empty word is one: nothing stands between Chinese sentences. */
export const wordOptions = {
  fallbackLng: 'en',
  defaultNS: 'common',
  resources,
  returnEmptyString: true,
  // React escapes HTML; what would turn a sentence round or hide a part of it must not come in with a name.
  interpolation: { escapeValue: true, escape: printableOnPage },
} as const;

/** Starts i18next; the words are bundled, so nothing is loaded later. */
export async function startWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({ ...wordOptions, lng: language });
  document.documentElement.lang = language;
}

/** Switches at run time; every component that uses words is drawn anew. */
export async function changeLanguage(language: Language): Promise<void> {
  if (i18next.language === language) return;
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
