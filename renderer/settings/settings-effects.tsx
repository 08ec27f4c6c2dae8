import { useMantineColorScheme } from '@mantine/core';
import { useEffect } from 'react';
import { changeLanguage, languageOf } from '../i18n/language.ts';
import { useAppInfo, useKeepAnswersFresh, useSettings } from '../queries.ts';

/** Follows the settings while the app runs: language and theme change without a reload, in every window. */
export function SettingsEffects(): null {
  useKeepAnswersFresh();
  const { setColorScheme } = useMantineColorScheme();
  const { data: settings } = useSettings();
  const { data: info } = useAppInfo();
  const theme = settings?.theme;
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme);
  }, [theme, setColorScheme]);
  const language = settings?.language;
  const system = info?.systemLanguage;
  useEffect(() => {
    if (language !== undefined && system !== undefined) void changeLanguage(languageOf(language, system));
  }, [language, system]);
  return null;
}
