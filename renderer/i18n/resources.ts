import { words as activity } from '../activity/words.ts';
import { words as backup } from '../backup/words.ts';
import { words as backups } from '../backups/words.ts';
import { words as clusters } from '../clusters/words.ts';
import { words as failures } from '../components/failure-words.ts';
import { words as common } from '../components/words.ts';
import { words as facts } from '../facts/words.ts';
import { words as frame } from '../frame/words.ts';
import { words as jobs } from '../jobs/words.ts';
import { words as overview } from '../overview/words.ts';
import { words as restore } from '../restore/words.ts';
import { words as settings } from '../settings/words.ts';

/** Every feature's words by namespace; a feature that is added here is known to `useTranslation('its-name')`. */
const features = {
  common,
  failures,
  facts,
  frame,
  overview,
  clusters,
  settings,
  backup,
  jobs,
  backups,
  restore,
  activity,
};

type Features = typeof features;

/** English words by namespace: the type of every key. */
export type Resources = { readonly [N in keyof Features]: Features[N]['en'] };

/** What i18next is given. */
export const resources = {
  en: inLanguage('en'),
  'zh-CN': inLanguage('zh'),
};

function inLanguage(language: 'en' | 'zh') {
  return Object.fromEntries(Object.entries(features).map(([name, words]) => [name, words[language]]));
}
