import { Button, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { assertNever } from '../../shared/failure.ts';
import { MomentStep } from './moment-step.tsx';
import { missingIn } from './place.ts';
import { ReadyStep } from './ready-step.tsx';
import classes from './restore-page.module.css';
import { StepList } from './step-list.tsx';
import { Summary } from './summary.tsx';
import { useWizard, type Wizard } from './use-wizard.ts';
import { WhatStep } from './what-step.tsx';
import { WhereStep } from './where-step.tsx';
import { WhyStep } from './why-step.tsx';
import { steps } from './wizard-state.ts';

/** The restore wizard: steps at the left, one question in the middle, what will happen at the right. */
export function RestorePage() {
  const { t } = useTranslation(['restore', 'common']);
  const wizard = useWizard();
  const { state, dispatch } = wizard;
  useEffect(() => {
    document.title = `${t('title')} · ${t('common:appName')}`;
  }, [t]);
  return (
    <div className={classes.page} data-ready={state.step === 'ready' || undefined}>
      <div className={classes.steps}>
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <StepList wizard={wizard} />
        {state.reason !== null && (
          <Button
            variant="subtle"
            size="compact-sm"
            className={classes.over}
            onClick={() => dispatch({ type: 'start', from: null, setId: null })}
          >
            {t('startOver')}
          </Button>
        )}
      </div>
      <Question key={state.step} wizard={wizard} />
      {state.step !== 'ready' && (
        <aside className={classes.summary}>
          <Summary wizard={wizard} />
        </aside>
      )}
    </div>
  );
}

/** One step: its question, its answers, and the way on. */
function Question({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation(['restore', 'common']);
  const { state, plan, dispatch } = wizard;
  const [asked, setAsked] = useState(false);
  const title = useRef<HTMLHeadingElement>(null);
  // Whoever listens to the page, or went on by key, starts at the new question. Not when the page is opened.
  const opened = useRef(true);
  useEffect(() => {
    if (opened.current && document.activeElement === document.body) title.current?.focus({ preventScroll: true });
    opened.current = false;
  }, []);
  const index = steps.indexOf(state.step);
  const missing = missingIn(state.step, state, plan);
  const next = steps[index + 1];
  const before = steps[index - 1];
  return (
    <section className={classes.question} aria-labelledby="restore-question">
      <Title order={2} size="h2" id="restore-question" ref={title} tabIndex={-1} className={classes.title}>
        {t(`steps.${state.step}`)}
      </Title>
      <Hint wizard={wizard} />
      <Answers wizard={wizard} />
      <div className={classes.ways}>
        {before && (
          <Button variant="default" onClick={() => dispatch({ type: 'go', step: before })}>
            {t('common:back')}
          </Button>
        )}
        {next && (
          <Button
            onClick={() => {
              setAsked(true);
              if (missing === null) dispatch({ type: 'go', step: next });
            }}
          >
            {t('common:next')}
          </Button>
        )}
        {asked && missing !== null && (
          <Text c="var(--mantine-color-error)" role="alert">
            {t(`missing.${missing}`)}
          </Text>
        )}
      </div>
    </section>
  );
}

function Hint({ wizard: { state } }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { step } = state;
  if (step === 'ready') return null;
  return (
    <Text c="dimmed" mb="md">
      {t(`${step}.hint`)}
    </Text>
  );
}

function Answers({ wizard }: { readonly wizard: Wizard }) {
  const { step } = wizard.state;
  switch (step) {
    case 'why':
      return <WhyStep wizard={wizard} />;
    case 'moment':
      return <MomentStep wizard={wizard} />;
    case 'what':
      return <WhatStep wizard={wizard} />;
    case 'where':
      return <WhereStep wizard={wizard} />;
    case 'ready':
      return <ReadyStep wizard={wizard} />;
    default:
      return assertNever(step);
  }
}
