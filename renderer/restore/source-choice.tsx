import { Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { momentOf } from '../backups/set-facts.ts';
import { useFormat } from '../format/use-format.ts';
import { useNow } from '../format/use-now.ts';
import classes from './choice-cards.module.css';
import type { Wizard } from './use-wizard.ts';

/** Which cluster? Asked first, where the destination has backups of several. */
export function SourceChoice({ wizard: { sources, source, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { relative } = useFormat();
  const now = useNow();
  if (sources.length < 2) return null;
  return (
    <Radio.Group
      label={t('source.label')}
      mb="lg"
      value={source ?? ''}
      onChange={(name) => dispatch({ type: 'source', name })}
    >
      <div className={classes.row}>
        {sources.map(({ name, newest }) => {
          const moment = newest === undefined ? null : momentOf(newest);
          return (
            <Radio.Card key={name} value={name} className={classes.card} data-chosen={name === source || undefined}>
              <Radio.Indicator />
              <span>
                <Text span fw={600} display="block">
                  {name}
                </Text>
                <span className={classes.sentence}>
                  {moment === null ? t('source.none') : t('source.last', { ago: relative(moment, now) })}
                </span>
              </span>
            </Radio.Card>
          );
        })}
      </div>
    </Radio.Group>
  );
}
