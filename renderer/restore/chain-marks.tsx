import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { ChainMark } from '../../shared/chain-statements.ts';
import { useFormat } from '../format/use-format.ts';
import { CappedList } from '../jobs/capped-list.tsx';
import { useSetPoints } from '../queries.ts';
import classes from './instant-choice.module.css';

interface ChainMarksProps {
  readonly id: string;
  readonly destination: string;
  /** Name of the mark that the restore goes to; null for another instant. */
  readonly mark: string | null;
  onChange(mark: ChainMark): void;
}

/** Restore marks that the chain reaches, to which all shards go exactly; nothing where there is none. */
export function ChainMarks({ id, destination, mark, onChange }: ChainMarksProps) {
  const { t } = useTranslation('restore');
  const { instant } = useFormat();
  const marks = useSetPoints(destination, id).data?.marks ?? []; // the list below says what keeps it from being read
  if (marks.length === 0) return null;
  return (
    <div>
      <Text fw={600} size="sm" mb={4}>
        {t('marks.title')}
      </Text>
      <CappedList items={marks} first={5}>
        {(shown) => (
          <ul className={classes.changes} aria-label={t('marks.title')}>
            {shown.map((one) => (
              <li key={one.name} className={classes.mark}>
                <time>{instant(one.at)}</time>
                <span>{one.name}</span>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-pressed={mark === one.name}
                  onClick={() => onChange(one)}
                >
                  {t(mark === one.name ? 'marks.chosen' : 'marks.choose')}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </CappedList>
    </div>
  );
}
