import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  RouterProvider,
} from '@tanstack/react-router';
import { ClustersPage } from './clusters/clusters-page.tsx';
import { Frame } from './frame/frame.tsx';
import { NotFound } from './frame/not-found.tsx';
import { PageFailed } from './frame/page-failed.tsx';
import { PagePending } from './frame/page-pending.tsx';
import { texts } from './frame/search-texts.ts';
import { OverviewPage } from './overview/overview-page.tsx';
import { queryClient } from './query-client.ts';
import { SettingsEffects } from './settings/settings-effects.tsx';
import { cssVariables, theme } from './theme.ts';

const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
const at = () => root;

const routes = [
  createRoute({ getParentRoute: at, path: '/', component: OverviewPage }),
  createRoute({ getParentRoute: at, path: '/clusters', component: ClustersPage }),
  createRoute({
    getParentRoute: at,
    path: '/clusters/new',
    component: lazyRouteComponent(() => import('./clusters/edit-page.tsx'), 'NewClusterPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/clusters/$id',
    component: ClustersPage,
  }),
  createRoute({
    getParentRoute: at,
    path: '/clusters/$id/edit',
    component: lazyRouteComponent(() => import('./clusters/edit-page.tsx'), 'EditClusterPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/backup',
    validateSearch: texts('cluster', 'to', 'kind'),
    component: lazyRouteComponent(() => import('./backup/backup-page.tsx'), 'BackupPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/jobs/$id',
    component: lazyRouteComponent(() => import('./jobs/job-page.tsx'), 'JobPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/backups',
    validateSearch: texts('path', 'set', 'cluster'),
    component: lazyRouteComponent(() => import('./backups/backups-page.tsx'), 'BackupsPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/restore',
    validateSearch: texts('path', 'set', 'cluster', 'reason'),
    component: lazyRouteComponent(() => import('./restore/restore-page.tsx'), 'RestorePage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/activity',
    validateSearch: texts('cluster', 'kind', 'outcome'),
    component: lazyRouteComponent(() => import('./activity/activity-page.tsx'), 'ActivityPage'),
  }),
  createRoute({
    getParentRoute: at,
    path: '/settings',
    component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
  }),
] as const;

const makeRouter = () =>
  createRouter({
    routeTree: root.addChildren(routes),
    history: createHashHistory(),
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageFailed,
    scrollRestoration: false,
  });

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

const router = makeRouter();

/** The whole page. */
export function App() {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <SettingsEffects />
        <Notifications position="bottom-right" limit={3} />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
