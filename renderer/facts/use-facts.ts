import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { createFacts, type Facts } from './facts.ts';

/** The words of the current language for what the engine reports as codes. */
export function useFacts(): Facts {
  const { t } = useTranslation(['facts', 'restore']);
  const format = useFormat();
  return useMemo(() => createFacts(t, format), [t, format]);
}
