import { useTranslation } from 'react-i18next';
import type { JobSnapshot } from '../../shared/contract.ts';
import { type Status, StatusWord } from '../components/status-word.tsx';
import { type Outcome, outcomeOf } from './filter-runs.ts';

const STATUS: Readonly<Record<Outcome, Status>> = {
  running: 'busy',
  ok: 'ok',
  exceptions: 'attention',
  damage: 'danger',
  failed: 'attention',
  cancelled: 'off',
};

/** How a run stands, in the words of its kind: a whole backup is complete, a good restore proven equal. */
export function OutcomeWord({ run }: { readonly run: JobSnapshot }) {
  const { t } = useTranslation('activity');
  const outcome = outcomeOf(run);
  const { request } = run;
  const word = () => {
    if (outcome === 'ok' && isRolled(run)) return t('results.restoreRolled');
    if (outcome === 'ok')
      return t(request.kind === 'restore' && !request.verify ? 'results.restoreLoaded' : `results.${request.kind}`);
    if (outcome === 'exceptions' && request.kind !== 'verify') return t(`results.${request.kind}Exceptions`);
    if (outcome === 'damage' && request.kind !== 'backup') return t(`results.${request.kind}Damage`);
    return t(`outcomes.${outcome}`);
  };
  return (
    <StatusWord status={STATUS[outcome]} size="sm">
      {word()}
    </StatusWord>
  );
}

/** What the binary logs changed was not compared, so that it is not proven equal. */
function isRolled({ result }: JobSnapshot): boolean {
  return result?.kind === 'restore' && result.report.rolled.some(({ last }) => last !== null);
}
