import { app, type BrowserWindow, dialog, powerSaveBlocker } from 'electron';
import type { Services } from '../host/services/create-services.ts';
import { quitWords } from './quit-words.ts';

/** Jobs that do not end in order by then are ended with the app; their servers release locks with the connections. */
const CLOSE_MS = 35_000;

/** Asks before jobs are stopped by closing the window or quitting, and lets them end in order. */
export interface QuitGuard {
  /** To be called for every window. */
  watch(window: BrowserWindow): void;
}

/** Guards the whole app. */
export function guardQuit(services: Pick<Services, 'jobs' | 'language'>): QuitGuard {
  let allowed = false;
  let asking = false;
  const ask = async (window: BrowserWindow | undefined): Promise<boolean> => {
    const words = quitWords(
      services.jobs.running().map((job) => job.request.kind),
      services.language(),
    );
    const options = {
      type: 'question' as const,
      buttons: [words.keep, words.stop],
      defaultId: 0,
      cancelId: 0,
      message: words.message,
      detail: words.detail,
      noLink: true,
    };
    const { response } = await (window && !window.isDestroyed()
      ? dialog.showMessageBox(window, options)
      : dialog.showMessageBox(options));
    return response === 1;
  };
  const leave = async (window: BrowserWindow | undefined) => {
    if (asking) return;
    asking = true;
    try {
      // What ended while the question stood needs no answer.
      if (services.jobs.running().length > 0 && !(await ask(window)) && services.jobs.running().length > 0) return;
      await inTime(services.jobs.close());
      allowed = true;
      app.quit();
    } finally {
      asking = false;
    }
  };
  let open: BrowserWindow | undefined;
  app.on('before-quit', (event) => {
    if (allowed) return;
    event.preventDefault();
    void leave(open);
  });
  return {
    watch: (window) => {
      open = window;
      window.on('close', (event) => {
        if (allowed || services.jobs.running().length === 0) return;
        event.preventDefault();
        void leave(window);
      });
      window.on('closed', () => {
        if (open === window) open = undefined;
      });
    },
  };
}

function inTime(work: Promise<void>): Promise<void> {
  return Promise.race([work, new Promise<void>((late) => setTimeout(late, CLOSE_MS).unref())]);
}

/** Keeps the computer awake while jobs run; the screen may still go dark. */
export function keepAwake(): (running: number) => void {
  let blocker: number | undefined;
  return (running) => {
    if (running > 0 && blocker === undefined) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (running > 0 || blocker === undefined) return;
    powerSaveBlocker.stop(blocker);
    blocker = undefined;
  };
}
