import { Radio, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './choice-cards.module.css';
import { ShardChoice } from './shard-choice.tsx';
import { SourceChoice } from './source-choice.tsx';
import type { Wizard } from './use-wizard.ts';
import { reasons } from './wizard-state.ts';

/** What happened? The answer sets the defaults of all that follows. */
export function WhyStep({ wizard }: { readonly wizard: Wizard }) {
  const { state } = wizard;
  return (
    <>
      <SourceChoice wizard={wizard} />
      <Reasons wizard={wizard} />
      {state.reason === 'shard' && <ShardChoice key={state.setId} wizard={wizard} />}
    </>
  );
}

function Reasons({ wizard: { state, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  return (
    <Radio.Group
      aria-label={t('steps.why')}
      value={state.reason ?? ''}
      onChange={(value) => {
        const reason = reasons.find((one) => one === value);
        if (reason) dispatch({ type: 'reason', reason });
      }}
    >
      <div className={classes.cards}>
        {reasons.map((reason) => (
          <Radio.Card
            key={reason}
            value={reason}
            className={classes.card}
            data-chosen={reason === state.reason || undefined}
          >
            <Radio.Indicator />
            <span>
              <Text span fw={600} display="block">
                {t(`why.${reason}.name`)}
              </Text>
              <span className={classes.sentence}>{t(`why.${reason}.sentence`)}</span>
            </span>
          </Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}
