import type { EventName, MethodName } from '../../shared/contract.ts';

/** What the preload lets through. Names only, so that it stays small; the compiler keeps them equal to the contract's. */
export const METHODS: Readonly<Record<MethodName, true>> = {
  'app.info': true,
  'settings.get': true,
  'settings.save': true,
  'clusters.list': true,
  'clusters.save': true,
  'clusters.remove': true,
  'clusters.testShard': true,
  'clusters.view': true,
  'clusters.reach': true,
  'destinations.recent': true,
  'destinations.pick': true,
  'destinations.view': true,
  'destinations.forget': true,
  'sets.details': true,
  'sets.points': true,
  'shell.showFolder': true,
  'restore.preview': true,
  'jobs.start': true,
  'jobs.list': true,
  'jobs.get': true,
  'jobs.settle': true,
  'jobs.cancel': true,
};

/** The events that may be listened to. */
export const EVENTS: Readonly<Record<EventName, true>> = {
  'job.changed': true,
  'clusters.changed': true,
  'settings.changed': true,
};

/** The channel of all requests: one door, one check. */
export const REQUEST_CHANNEL = 'shardkeep:request';

/** The channel of one kind of event, from main to page. */
export function eventChannel(event: string): string {
  return `shardkeep:event:${event}`;
}
