import { QueryClient } from '@tanstack/react-query';
import type { FailureError } from './api.ts';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: FailureError;
  }
}

/** The host is on this computer and says why something fails: asking twice would only make people wait. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
});
