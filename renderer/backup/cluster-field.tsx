import { Select, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { ClusterProfile, ClusterView } from '../../shared/contract.ts';
import type { Kind } from '../../shared/manifest.ts';
import { isOut } from '../../shared/shard-standing.ts';
import { failureOf } from '../api.ts';
import { useShardStandings } from '../clusters/use-shard-standings.ts';
import { FailureNotice } from '../components/failure-notice.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { useFormat } from '../format/use-format.ts';
import { useClusterView } from '../queries.ts';
import classes from './backup-page.module.css';
import { useEarlierTimes } from './use-earlier-times.ts';

interface ClusterFieldProps {
  readonly clusters: readonly ClusterProfile[];
  readonly cluster: ClusterProfile;
  readonly kind: Kind;
  onChange(id: string): void;
}

/** Which cluster, how much there is, and what would stop a backup of it. */
export function ClusterField({ clusters, cluster, kind, onChange }: ClusterFieldProps) {
  const { t } = useTranslation('backup');
  const view = useClusterView(cluster.id);
  return (
    <div className={classes.field}>
      <Select
        aria-label={t('clusterLabel')}
        w={360}
        maw="100%"
        data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
        value={cluster.id}
        onChange={(id) => id !== null && onChange(id)}
        allowDeselect={false}
      />
      {view.isPending && (
        <Text c="dimmed" role="status">
          {t('asking')}
        </Text>
      )}
      {view.error && <FailureNotice failure={failureOf(view.error)} />}
      {view.data && <Estimate view={view.data} cluster={cluster} kind={kind} />}
    </div>
  );
}

/** Names in a sentence. */
const NAMED = 4;

interface EstimateProps {
  readonly view: ClusterView;
  readonly cluster: ClusterProfile;
  readonly kind: Kind;
}

function Estimate({ view, cluster, kind }: EstimateProps) {
  const { t } = useTranslation(['backup', 'common']);
  const { bytes, list, paragraph } = useFormat();
  const times = useEarlierTimes(cluster.id);
  const values = { shards: t('common:shards', { count: view.shards.length }), size: bytes(view.bytes) };
  const standings = [...useShardStandings(cluster, 'view')];
  const failed = standings.flatMap(([name, standing]) => (isOut(standing) ? [name] : []));
  const lacking = view.shards.flatMap(({ name, check }) =>
    check.state === 'ok' && check.missing.some(({ needed }) => needed === 'required') ? [name] : [],
  );
  const unmatched = standings.flatMap(([, standing]) => (standing.state === 'unmatched' ? standing.globs : []));
  const open = view.shards.filter(({ check }) => check.state === 'ok' && check.line === 'open').map(({ name }) => name);
  const link = (
    <Link to="/clusters/$id" params={{ id: cluster.id }} className={classes.link}>
      {t('lookAtCluster')}
    </Link>
  );
  return (
    <>
      <Text c="dimmed" className="numeric">
        {kind !== 'full' ? t('estimateLog', values) : paragraph(t('estimate', values), ...times)}
      </Text>
      {failed.length > 0 && (
        <StatusWord status="attention">
          {failed.length === 1
            ? t('shardFails', { shard: failed[0] ?? '' })
            : t('shardsFail', { count: failed.length })}{' '}
          {link}
        </StatusWord>
      )}
      {unmatched.length > 0 && (
        <StatusWord status="attention">
          {t('unmatched', { globs: list([...new Set(unmatched)].slice(0, NAMED)) })} {link}
        </StatusWord>
      )}
      {open.length > 0 && (
        <StatusWord status="attention">{t('openLine', { shards: list(open.slice(0, NAMED)) })}</StatusWord>
      )}
      {lacking.length > 0 && (
        <StatusWord status="attention">
          {t('missing', { shards: list(lacking) })} {link}
        </StatusWord>
      )}
    </>
  );
}
