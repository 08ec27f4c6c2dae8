import { Button, Checkbox, Radio, Select, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Loading } from '../components/loading.tsx';
import { StatusWord } from '../components/status-word.tsx';
import { createsAccounts } from './place.ts';
import { RouteTable } from './route-table.tsx';
import { SchemaNames } from './schema-names.tsx';
import type { Wizard } from './use-wizard.ts';
import classes from './where-step.module.css';

/** Where to? Cluster, shard by shard, under which names, and what to do when they are taken. */
export function WhereStep({ wizard }: { readonly wizard: Wizard }) {
  const { t } = useTranslation('restore');
  const { state, dispatch, clusters, plan, outline } = wizard;
  if (!clusters || !plan || !outline) return <Loading lines={6} height={24} />;
  if (clusters.length === 0)
    return (
      <Stack align="flex-start">
        <Text>{t('where.noCluster')}</Text>
        <Button renderRoot={(props) => <Link to="/clusters/new" {...props} />}>{t('where.addCluster')}</Button>
      </Stack>
    );
  return (
    <Stack gap="lg">
      <Select
        label={t('where.cluster')}
        w={360}
        maw="100%"
        data={clusters.map(({ id, name }) => ({ value: id, label: name }))}
        value={plan.cluster?.id ?? null}
        onChange={(id) => id !== null && dispatch({ type: 'cluster', id })}
        allowDeselect={false}
      />
      {state.reason === 'practice' && plan.cluster?.name === wizard.source && (
        <StatusWord status="attention">{t('where.onSource')}</StatusWord>
      )}
      {plan.cluster && (
        <RouteTable
          outline={outline}
          cluster={plan.cluster}
          routes={plan.routes}
          onRoute={(shard, target) => dispatch({ type: 'map', shard, target })}
        />
      )}
      <Radio.Group
        label={t('where.names')}
        value={state.naming}
        onChange={(value) => dispatch({ type: 'naming', naming: value === 'same' ? 'same' : 'beside' })}
      >
        <div className={classes.options}>
          <Radio value="beside" label={t('where.beside')} description={t('where.besideWhy')} />
          <Radio value="same" label={t('where.same')} description={t('where.sameWhy')} />
        </div>
      </Radio.Group>
      {state.naming === 'beside' && (
        <SchemaNames schemas={plan.schemas} onRename={(schema, to) => dispatch({ type: 'rename', schema, to })} />
      )}
      <Radio.Group
        label={t('where.existing')}
        value={state.existing}
        onChange={(value) => dispatch({ type: 'existing', existing: value === 'replace' ? 'replace' : 'stop' })}
      >
        <div className={classes.options}>
          <Radio value="stop" label={t('where.stop')} description={t('where.stopWhy')} />
          <Radio value="replace" label={t('where.replace')} description={t('where.replaceWhy')} />
        </div>
      </Radio.Group>
      <Checkbox
        label={t('where.verify')}
        description={t('where.verifyWhy')}
        checked={state.verify}
        onChange={(event) => dispatch({ type: 'verify', verify: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('where.definers')}
        description={t('where.definersWhy')}
        checked={state.keepDefiners}
        onChange={(event) => dispatch({ type: 'definers', keep: event.currentTarget.checked })}
      />
      <Checkbox
        label={plan.accounts === null ? t('where.accounts') : t('where.accountsOf', { count: plan.accounts })}
        description={t(plan.accounts === null ? 'where.noAccounts' : 'where.accountsWhy')}
        disabled={plan.accounts === null}
        checked={createsAccounts(state, plan)}
        onChange={(event) => dispatch({ type: 'accounts', create: event.currentTarget.checked })}
      />
      <Checkbox
        label={t('where.outside')}
        description={t('where.outsideWhy')}
        checked={state.allowOutside}
        onChange={(event) => dispatch({ type: 'outside', allow: event.currentTarget.checked })}
      />
    </Stack>
  );
}
