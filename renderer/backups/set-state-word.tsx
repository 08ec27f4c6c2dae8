import { useTranslation } from 'react-i18next';
import type { SetSummary } from '../../shared/contract.ts';
import { assertNever } from '../../shared/failure.ts';
import { type Status, StatusWord } from '../components/status-word.tsx';
import type { SetState } from './set-facts.ts';

/** What a set's state means to its owner. */
function statusOf(state: SetState): Status {
  switch (state) {
    case 'complete':
      return 'ok';
    case 'complete-with-exceptions':
      return 'attention';
    case 'unreadable':
      return 'danger';
    case 'interrupted':
      return 'off';
    case 'writing':
      return 'busy';
    default:
      return assertNever(state);
  }
}

interface SetStateWordProps {
  readonly set: SetSummary;
  readonly writing: boolean;
  /** It builds on a set that is missing or cannot be read. */
  readonly orphan?: boolean;
}

/** A set's state in a word or two. */
export function useStateWords(): (set: SetSummary, state: SetState) => string {
  const { t } = useTranslation('backups');
  return (set, state) =>
    state === 'complete-with-exceptions'
      ? t('states.exceptions', { count: set.exceptions ?? 0 })
      : t(`states.${state}`);
}

/** The state of a set as icon and word. */
export function SetStateWord({ set, writing, orphan = false }: SetStateWordProps) {
  const { t } = useTranslation('backups');
  const words = useStateWords();
  const state: SetState = writing ? 'writing' : set.state;
  if (orphan)
    return (
      <StatusWord status="danger" size="sm">
        {t('states.orphan')}
      </StatusWord>
    );
  return (
    <StatusWord status={statusOf(state)} size="sm">
      {words(set, state)}
    </StatusWord>
  );
}
