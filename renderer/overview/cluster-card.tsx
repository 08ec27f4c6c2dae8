import { Button, Paper, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, DestinationView } from '../../shared/contract.ts';
import { judgeProtection, setsOf } from '../../shared/judge-protection.ts';
import type { Standings } from '../../shared/set-standing.ts';
import { isOut } from '../../shared/shard-standing.ts';
import { SetStrip } from '../backups/set-strip.tsx';
import { useShardStandings } from '../clusters/use-shard-standings.ts';
import { Loading } from '../components/loading.tsx';
import { useNow } from '../format/use-now.ts';
import { isRunning } from '../jobs/job-list.ts';
import { useJobs } from '../jobs/job-store.ts';
import { HalfRestored } from '../restore/half-restored.tsx';
import classes from './cluster-card.module.css';
import { ClusterShards } from './cluster-shards.tsx';
import { nextStep } from './next-step.ts';
import { NextStepButton } from './next-step-button.tsx';
import { ProtectionWords } from './protection-words.tsx';

interface ClusterCardProps {
  readonly cluster: ClusterProfile;
  /** All that were used before, as they are now. */
  readonly destinations: readonly DestinationView[];
  readonly standings: Standings;
  readonly reading: boolean;
  /** Where the next backup would go. */
  readonly destination: string | undefined;
}

/** A cluster in one glance: in words whether it is safe, its shards, its last sets, and the right next step. */
export function ClusterCard({ cluster, destinations, standings, reading, destination }: ClusterCardProps) {
  const { t } = useTranslation('overview');
  const { jobs } = useJobs();
  const now = useNow();
  const shards = useShardStandings(cluster, 'reach');
  const protection = judgeProtection(cluster, destinations, standings, jobs, now);
  const job = jobs.find((one) => one.cluster === cluster.name && isRunning(one));
  const shardsFail = [...shards.values()].some(isOut);
  const step = nextStep(protection, job?.id, shardsFail);
  const sets = setsOf(cluster.name, destinations);
  return (
    <Paper withBorder p="lg" component="article" aria-label={cluster.name} className={classes.card}>
      <div className={classes.words}>
        <Title order={2} size="h3">
          <Link to="/clusters/$id" params={{ id: cluster.id }} className={classes.name}>
            {cluster.name}
          </Link>
        </Title>
        {reading ? <Loading lines={2} /> : <ProtectionWords protection={protection} now={now} />}
        <HalfRestored clusterId={cluster.id} />
        <ClusterShards cluster={cluster} standings={shards} />
      </div>
      {!reading && (
        <div className={classes.step}>
          <NextStepButton
            step={step}
            clusterId={cluster.id}
            destination={destination}
            calm={
              protection.reasons.some(({ code }) => code === 'half') ||
              (protection.level === 'protected' && (step.kind === 'backup' || step.kind === 'incremental'))
            }
          />
          {step.kind !== 'backup' && step.kind !== 'watch' && (
            <Button
              variant="subtle"
              renderRoot={(props) => (
                <Link
                  to="/backup"
                  search={{ cluster: cluster.id, ...(destination === undefined ? {} : { to: destination }) }}
                  {...props}
                />
              )}
            >
              {t('backUp')}
            </Button>
          )}
        </div>
      )}
      {sets.length > 0 && <SetStrip title={t('sets')} sets={sets} standings={standings} />}
    </Paper>
  );
}
