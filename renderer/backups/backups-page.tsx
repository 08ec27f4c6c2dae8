import { Button, Group } from '@mantine/core';
import { IconArchive, IconFolderOpen } from '@tabler/icons-react';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { failureOf } from '../api.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { FailureNotice } from '../components/failure-notice.tsx';
import { Loading } from '../components/loading.tsx';
import { Page } from '../frame/page.tsx';
import { PageHeader } from '../frame/page-header.tsx';
import { useDestination, useForgetDestination, useRecentDestinations } from '../queries.ts';
import { DestinationBar } from './destination-bar.tsx';
import { DestinationSets } from './destination-sets.tsx';
import { OpenFolder } from './open-folder.tsx';

/** What is on a destination: when there were backups, each of them, and what one holds. */
export function BackupsPage() {
  const { t } = useTranslation('backups');
  const search = useSearch({ from: '/backups' });
  const navigate = useNavigate({ from: '/backups' });
  const [opening, setOpening] = useState(false);
  const recent = useRecentDestinations();
  const forget = useForgetDestination();
  const path = search.path ?? recent.data?.[0] ?? '';
  const destination = useDestination(path);
  const choose = (chosen: string) => void navigate({ search: { path: chosen } });
  const takeOff = () => forget.mutate({ path }, { onSuccess: () => void navigate({ search: {} }) });
  const failure = recent.error ?? destination.error;
  return (
    <Page wide>
      <PageHeader
        title={t('title')}
        subtitle={t('subtitle')}
        {...(path === ''
          ? {}
          : {
              action: (
                <Button renderRoot={(props) => <Link to="/backup" search={{ to: path }} {...props} />}>
                  {t('backUp')}
                </Button>
              ),
            })}
      />
      {path !== '' && (
        <DestinationBar
          path={path}
          recent={recent.data ?? []}
          view={destination.data}
          reading={destination.isFetching}
          onChoose={choose}
          onOpenOther={() => setOpening(true)}
          onRefresh={() => void destination.refetch()}
          onForget={takeOff}
        />
      )}
      {path === '' && recent.data && (
        <EmptyState
          icon={IconArchive}
          title={t('noneTitle')}
          action={
            <Group gap="xs">
              <Button renderRoot={(props) => <Link to="/backup" {...props} />}>{t('backUp')}</Button>
              <Button
                variant="default"
                leftSection={<IconFolderOpen size={18} aria-hidden />}
                onClick={() => setOpening(true)}
              >
                {t('openExisting')}
              </Button>
            </Group>
          }
        >
          {t('none')}
        </EmptyState>
      )}
      {failure && (
        <FailureNotice
          failure={failureOf(failure)}
          action={
            <Button variant="default" onClick={() => void (recent.error ? recent.refetch() : destination.refetch())}>
              {t('refresh')}
            </Button>
          }
        />
      )}
      {(recent.isPending || (path !== '' && destination.isPending)) && <Loading lines={8} height={24} />}
      {destination.data && (
        <DestinationSets
          key={path}
          view={destination.data}
          cluster={search.cluster}
          chosen={search.set}
          onCluster={(cluster) => void navigate({ search: { path, ...(cluster === null ? {} : { cluster }) } })}
          onChoose={(set) =>
            void navigate({
              search: ({ set: _, ...rest }) => ({ ...rest, path, ...(set === null ? {} : { set }) }),
              replace: true,
            })
          }
          onRefresh={() => void destination.refetch()}
          onForget={takeOff}
        />
      )}
      <OpenFolder
        opened={opening}
        onClose={() => setOpening(false)}
        onOpen={(chosen) => {
          setOpening(false);
          choose(chosen);
        }}
      />
    </Page>
  );
}
