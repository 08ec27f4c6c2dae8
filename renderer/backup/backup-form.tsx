import { Button, Checkbox } from '@mantine/core';
import { useDebouncedValue, useSessionStorage } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile } from '../../shared/contract.ts';
import type { Kind, Method } from '../../shared/manifest.ts';
import { offeredKinds, whyNoIncremental } from '../../shared/set-chains.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useRunningJobs } from '../jobs/job-store.ts';
import { Section } from '../jobs/section.tsx';
import { useClusterView, useDestination, useStartJob } from '../queries.ts';
import classes from './backup-page.module.css';
import { ClusterField } from './cluster-field.tsx';
import { DestinationField } from './destination-field.tsx';
import { KindCards } from './kind-cards.tsx';
import { MethodCards } from './method-cards.tsx';
import { recommendMethod } from './recommend-method.ts';
import { useLookedAt } from './use-looked-at.ts';

/** Typing pauses for so long before the folder is looked at. */
const PAUSE_MS = 350;

interface BackupFormProps {
  readonly clusters: readonly ClusterProfile[];
  readonly cluster: ClusterProfile;
  readonly to: string;
  /** What was chosen; else the suggested kind is taken. */
  readonly kind: string | undefined;
  onChange(change: { cluster?: string; to?: string; kind?: Kind }): void;
}

/** The three questions of a backup, each with an answer already, and the button that starts it. */
export function BackupForm({ clusters, cluster, to, kind: asked, onChange }: BackupFormProps) {
  const { t } = useTranslation('backup');
  const navigate = useNavigate();
  const [path, setPath] = useState(to);
  const [settled] = useDebouncedValue(path.trim(), PAUSE_MS);
  const [chosen, setChosen] = useSessionStorage<Method | ''>({
    key: `shardkeep.method.${cluster.id}`,
    defaultValue: '',
    getInitialValueInEffect: false,
  });
  const [accounts, setAccounts] = useSessionStorage({
    key: `shardkeep.accounts.${cluster.id}`,
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const form = useRef<HTMLFormElement>(null);
  const [pressed, setPressed] = useState(false);
  const view = useClusterView(cluster.id);
  const looked = useLookedAt(settled);
  const destination = useDestination(looked.path);
  const start = useStartJob();
  const recommended = recommendMethod(cluster.shards.length);
  const sets = destination.data?.sets ?? [];
  const full = sets.find((set) => set.cluster === cluster.name && set.kind === 'full' && set.storedBytes !== undefined);
  const lastSize = full?.storedBytes ?? null;
  const offered = offeredKinds(sets, cluster.name);
  const kind = offered.find((one) => one === asked) ?? offered[0] ?? 'full';
  // Logs are cut at one instant without holding anything but commits, whatever the rows were read under.
  const method = kind !== 'full' ? 'hot' : chosen === '' ? recommended : chosen;
  const writing = useRunningJobs().find(
    ({ request }) => request.kind === 'backup' && request.to === (destination.data?.path ?? settled),
  );
  const submit = () => {
    setPressed(true);
    if (path.trim() === '') {
      setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    start.mutate(
      {
        kind: 'backup',
        clusterId: cluster.id,
        to: path.trim(),
        method,
        setKind: kind,
        ...(kind === 'full' && accounts ? { accounts } : {}),
      },
      { onSuccess: ({ id }) => void navigate({ to: '/jobs/$id', params: { id } }) },
    );
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Section title={t('cluster')}>
        <ClusterField clusters={clusters} cluster={cluster} kind={kind} onChange={(id) => onChange({ cluster: id })} />
      </Section>
      <Section title={t('where')}>
        <DestinationField
          path={path}
          settled={settled}
          looked={looked}
          needed={kind === 'full' ? (view.data?.bytes ?? null) : null}
          last={kind === 'full' ? lastSize : null}
          asked={pressed}
          onChange={(typed) => {
            setPath(typed);
            onChange({ to: typed });
          }}
        />
      </Section>
      <Section title={t('kind')}>
        <KindCards
          cluster={cluster.name}
          value={kind}
          offered={offered}
          why={destination.data === undefined ? null : whyNoIncremental(sets, cluster.name)}
          onChange={(one) => onChange({ kind: one })}
        />
      </Section>
      {kind === 'full' && (
        <>
          <Section title={t('how')}>
            <MethodCards value={method} recommended={recommended} onChange={setChosen} />
          </Section>
          <Section title={t('accounts')}>
            <Checkbox
              label={t('withAccounts')}
              description={t('withAccountsWhy')}
              checked={accounts}
              onChange={(event) => setAccounts(event.currentTarget.checked)}
            />
          </Section>
        </>
      )}
      <div className={classes.start}>
        <Button
          type="submit"
          size="md"
          loading={start.isPending}
          disabled={(destination.error !== null || destination.data?.state === 'unusable') && path.trim() === settled}
        >
          {t(method === 'cold' ? 'startCold' : kind === 'full' ? 'start' : `start-${kind}`)}
        </Button>
        {writing && (
          <StatusWord status="attention">
            {t('others')}{' '}
            <Link to="/jobs/$id" params={{ id: writing.id }} className={classes.link}>
              {t('showRun')}
            </Link>
          </StatusWord>
        )}
      </div>
      {start.error && <FailureNotice failure={start.error.failure} />}
    </form>
  );
}
