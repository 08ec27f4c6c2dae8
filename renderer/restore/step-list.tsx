import { UnstyledButton } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { missingIn } from './place.ts';
import classes from './step-list.module.css';
import type { Wizard } from './use-wizard.ts';
import { steps } from './wizard-state.ts';

/** The questions in order, with a tick on those that have an answer; each can be gone back to. */
export function StepList({ wizard: { state, plan, dispatch } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const open = steps.findIndex((step) => missingIn(step, state, plan) !== null);
  const reachable = open === -1 ? steps.length - 1 : open;
  const current = steps.indexOf(state.step);
  return (
    <nav aria-label={t('steps.label')}>
      <ol className={classes.list}>
        {steps.map((step, index) => {
          const done = index < current && missingIn(step, state, plan) === null;
          return (
            <li key={step}>
              <UnstyledButton
                className={classes.step}
                aria-current={index === current ? 'step' : undefined}
                disabled={index > Math.max(reachable, current)}
                onClick={() => dispatch({ type: 'go', step })}
              >
                <span className={classes.mark} data-done={done || undefined}>
                  {done ? <IconCheck size={14} stroke={2.4} aria-label={t('steps.done')} /> : index + 1}
                </span>
                <span className={classes.words}>{t(`steps.${step}`)}</span>
              </UnstyledButton>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
