import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { timeOfSet } from './describe-job.ts';

/** What a set has from an earlier one, as a sentence; none where it has read everything itself. */
export function useTaken(): (set: Pick<SetDetails, 'takenOver'>) => string[] {
  const { t } = useTranslation('jobs');
  const { bytes, dateTime } = useFormat();
  return ({ takenOver }) => {
    if (!takenOver) return [];
    const { set, bytes: size } = takenOver;
    return [t('result.takenOver', { size: bytes(size), time: dateTime(timeOfSet(set) ?? set) })];
  };
}
