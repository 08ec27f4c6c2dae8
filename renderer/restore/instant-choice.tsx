import { Radio, Slider, Text, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SetDetails } from '../../shared/contract.ts';
import { useFormat } from '../format/use-format.ts';
import { ChainMarks } from './chain-marks.tsx';
import classes from './instant-choice.module.css';
import { fromLocalField, type InstantWindow, instantAt, secondsIn, toLocalField, windowOf } from './instant-window.ts';
import { LoggedChanges } from './logged-changes.tsx';

interface InstantChoiceProps {
  readonly details: SetDetails;
  readonly destination: string;
  /** Null: the set's own cut. */
  readonly at: string | null;
  /** What is being typed and is no instant of the chain; null for none. */
  readonly typed: string | null;
  /** Name of the restore mark that `at` is the instant of; null for any other instant. */
  readonly mark: string | null;
  onChange(at: string | null, mark?: string): void;
  onType(text: string): void;
}

/** The backup itself, or any instant that its chain covers; nothing where the set stands alone. */
export function InstantChoice({ details, destination, at, typed, mark, onChange, onType }: InstantChoiceProps) {
  const { t } = useTranslation('restore');
  const { instant } = useFormat();
  const window = windowOf(details.chain);
  if (window === null) return null;
  return (
    <section className={classes.root} aria-label={t('instant.label')}>
      <Radio.Group
        aria-label={t('instant.label')}
        value={at === null ? 'cut' : 'instant'}
        onChange={(value) => onChange(value === 'cut' ? null : instantAt(window, window.seconds - 1))}
      >
        <div className={classes.options}>
          <Radio value="cut" label={t('instant.cut', { time: instant(window.last) })} />
          <Radio value="instant" label={t('instant.exact')} />
        </div>
      </Radio.Group>
      {/* In front of the field: they stay where they are when one of their buttons brings the field up. */}
      <ChainMarks
        id={details.summary.id}
        destination={destination}
        mark={mark}
        onChange={(one) => onChange(one.at, one.name)}
      />
      <LoggedChanges details={details} destination={destination} at={at ?? window.last} onChange={onChange} />
      {at !== null && <InstantField window={window} at={at} typed={typed} onChange={onChange} onType={onType} />}
      {at !== null && (mark === null ? <Exactness details={details} /> : <MarkExactness mark={mark} />)}
    </section>
  );
}

interface InstantFieldProps {
  readonly window: InstantWindow;
  readonly at: string;
  readonly typed: string | null;
  onChange(at: string): void;
  onType(text: string): void;
}

/** An instant to type or to slide to; arrow keys move by a second. */
function InstantField({ window, at, typed, onChange, onType }: InstantFieldProps) {
  const { t } = useTranslation('restore');
  const { instant, shortTime } = useFormat();
  return (
    <div className={classes.field}>
      <TextInput
        type="datetime-local"
        step={1}
        w={236}
        label={t('instant.field')}
        min={toLocalField(window.first)}
        max={toLocalField(window.last)}
        value={typed ?? toLocalField(at)}
        onChange={(event) => {
          const value = event.currentTarget.value;
          const chosen = fromLocalField(window, value);
          if (chosen === null) onType(value);
          else onChange(chosen);
        }}
        error={typed !== null && t('instant.outside', { from: instant(window.first), to: instant(window.last) })}
      />
      <div className={classes.slider}>
        <Slider
          min={0}
          max={window.seconds}
          step={1}
          value={secondsIn(window, at)}
          onChange={(since) => onChange(instantAt(window, since))}
          label={(since) => instant(instantAt(window, since))}
          marks={window.between.map((value) => ({ value }))}
          thumbLabel={t('instant.field')}
          thumbValueText={(since) => instant(instantAt(window, since))}
        />
        <div className={classes.ends}>
          <time>{shortTime(window.first)}</time>
          <span className={classes.covered}>{t('instant.covered')}</span>
          <time>{shortTime(window.last)}</time>
        </div>
      </div>
    </div>
  );
}

function MarkExactness({ mark }: { readonly mark: string }) {
  const { t } = useTranslation('restore');
  return (
    <Text size="sm" c="dimmed">
      {t('marks.exactness', { mark })}
    </Text>
  );
}

/** How exactly the log of each flavour tells an instant. */
function Exactness({ details: { shards } }: { readonly details: SetDetails }) {
  const { t } = useTranslation('restore');
  const flavours = (['mariadb', 'mysql'] as const).filter((one) => shards.some(({ flavour }) => flavour === one));
  return flavours.map((flavour) => (
    <Text key={flavour} size="sm" c="dimmed">
      {t(`instant.exactness.${flavour}`)}
    </Text>
  ));
}
