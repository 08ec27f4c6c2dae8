import { mkdirSync } from 'node:fs';
import {
  type EventName,
  type EventPayload,
  events,
  type Input,
  type MethodName,
  type Output,
} from '../../../shared/contract.ts';
import { APP_VERSION } from '../../../shared/version.ts';
import { fail } from '../../engine/engine-error.ts';
import { chooseLanguage } from '../choose-language.ts';
import { openClusters } from './clusters.ts';
import { absolutePath, isInside, openDestinations } from './destinations.ts';
import { createJobs, type JobService } from './jobs.ts';
import type { Platform } from './platform.ts';
import { previewRestore } from './preview-restore.ts';
import { createSecretStore } from './secrets.ts';
import { createServerReader } from './server-reader.ts';
import { createSetReader } from './set-reader.ts';
import { openSettings } from './settings.ts';

/** One function per method of the contract. */
export type Handlers = { readonly [M in MethodName]: (input: Input<M>) => Promise<Output<M>> };

export interface Services {
  readonly handlers: Handlers;
  readonly jobs: JobService;
  /** The language the user wants now. */
  language(): 'en' | 'zh-CN';
}

/** Builds everything a host offers; `emit` gets events whose payload was checked against the contract. */
export function createServices(
  platform: Platform,
  emit: (event: EventName, payload: unknown, final: boolean) => void,
): Services {
  const { dataFolder } = platform;
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  // Parsing drops what the contract does not name: a field that slipped in, a password for one, goes no further. What does
  // not fit at all is a defect that must not end the host: the page asks again, and the reply says what is wrong.
  const tell = <E extends EventName>(event: E, payload: EventPayload<E>, final = true) => {
    const parsed = events[event].safeParse(payload);
    if (parsed.success) emit(event, parsed.data, final);
  };
  const settings = openSettings(dataFolder);
  const secrets = createSecretStore(dataFolder, platform.cipher);
  const reader = createSetReader(dataFolder);
  const servers = createServerReader();
  const destinations = openDestinations(dataFolder, reader);
  const clusters = openClusters(dataFolder, secrets, (list) => tell('clusters.changed', list));
  const jobs = createJobs(platform, clusters, destinations, (job) =>
    tell('job.changed', job, job.endedAt !== undefined || job.progress === null),
  );
  const handlers: Handlers = {
    'app.info': async () => ({
      host: platform.host,
      version: APP_VERSION,
      platform: process.platform,
      systemLanguage: platform.systemLanguage,
      secrets: secrets.info,
      dataFolder,
      picksFolders: platform.pickFolder !== null,
    }),
    'settings.get': async () => settings.get(),
    'settings.save': async (next) => {
      settings.set(next);
      tell('settings.changed', next);
      return next;
    },
    'clusters.list': async () => clusters.list(),
    'clusters.save': (draft) => clusters.save(draft),
    'clusters.remove': async ({ id }) => {
      clusters.remove(id);
      return null;
    },
    'clusters.testShard': async ({ shard }) => servers.test(await clusters.resolveDraft(shard)),
    'clusters.view': async ({ id }) => servers.view(await clusters.resolve(id), clusters.shardIds(id)),
    'clusters.reach': async ({ id }) => servers.reach(await clusters.resolve(id), clusters.shardIds(id)),
    'destinations.recent': async () => destinations.recent(),
    'destinations.pick': async () => {
      if (platform.pickFolder) return platform.pickFolder();
      throw fail('no-folder-dialog', {});
    },
    'destinations.view': ({ path }) => destinations.view(path),
    'destinations.forget': async ({ path }) => {
      destinations.forget(path);
      return null;
    },
    'sets.details': async ({ path, id }) => reader.describe(absolutePath(path), id),
    'sets.points': async ({ path, id }) => reader.points(absolutePath(path), id),
    'shell.showFolder': async ({ path }) => {
      if (!platform.showFolder) throw fail('folder-not-shown', { path });
      const folder = absolutePath(path);
      // Whatever a page names: a path of another host would have Windows log in there.
      if (!destinations.recent().some((destination) => isInside(destination, folder)))
        throw fail('folder-not-remembered', { path });
      await platform.showFolder(folder);
      return null;
    },
    'restore.preview': async (request) => previewRestore({ ...request, from: absolutePath(request.from) }, clusters),
    'jobs.start': async (request) =>
      jobs.start(
        request.kind === 'backup'
          ? { ...request, to: absolutePath(request.to) }
          : { ...request, from: absolutePath(request.from) },
      ),
    'jobs.list': async () => jobs.list(),
    'jobs.get': async ({ id }) => jobs.get(id),
    'jobs.settle': async ({ id, beside }) => {
      await jobs.settle(id, beside && { ...beside, from: absolutePath(beside.from) });
      return null;
    },
    'jobs.cancel': async ({ id }) => {
      jobs.cancel(id);
      return null;
    },
  };
  return { handlers, jobs, language: () => chooseLanguage(settings.get().language, platform.systemLanguage) };
}
