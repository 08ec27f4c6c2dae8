import type { Settings } from '../../shared/contract.ts';

/** The language to speak, from the setting and the system's own. */
export function chooseLanguage(setting: Settings['language'], system: string): 'en' | 'zh-CN' {
  if (setting !== 'system') return setting;
  return /^zh\b/i.test(system) ? 'zh-CN' : 'en';
}
