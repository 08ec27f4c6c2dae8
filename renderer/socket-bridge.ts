import type { Reply } from '../shared/contract.ts';
import { failureFrom } from '../shared/failure.ts';
import { type FromServer, TOKEN_REFUSED, type ToServer, WIRE_PROTOCOL } from '../shared/wire.ts';
import type { ConnectedBridge, ConnectionState } from './bridge.ts';

const TOKEN_KEY = 'shardkeep.token';
/** The first tries are quick, since a reload of the host takes a second; then patience. */
const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** An answer to a request that was made while the line was down is given up after this. */
const OPEN_DEADLINE_MS = 10_000;

/**
 * The web host's bridge: requests, replies and events over one WebSocket that comes back by itself. Requests in flight when
 * the line is lost fail with 'unreachable', since nobody knows whether they were done; they are not sent again.
 */
export function socketBridge(page: Window): ConnectedBridge {
  const token = takeToken(page);
  const listeners = new Map<string, Set<(payload: unknown) => void>>();
  const watchers = new Set<(state: ConnectionState) => void>();
  const waiting = new Map<number, (reply: Reply) => void>();
  let state: ConnectionState = 'connecting';
  let socket: WebSocket;
  let requests = 0;
  let wait = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const change = (next: ConnectionState) => {
    if (next === state) return;
    state = next;
    for (const watcher of [...watchers]) watcher(state);
  };

  const open = () => {
    clearTimeout(timer);
    timer = undefined;
    const mine = new WebSocket(`ws://${page.location.host}/ws`, [WIRE_PROTOCOL, token]);
    socket = mine;
    mine.onmessage = ({ data }) => receive(JSON.parse(String(data)) as FromServer);
    mine.onclose = ({ code }) => {
      if (socket !== mine) return; // an older one, already replaced
      for (const [id, answer] of waiting) {
        waiting.delete(id);
        answer(unreachable());
      }
      if (code === TOKEN_REFUSED) return change('refused');
      change('lost');
      timer = setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    };
  };

  const receive = (message: FromServer) => {
    switch (message.type) {
      case 'welcome': // the token was accepted
        wait = FIRST_WAIT_MS;
        return change('open');
      case 'reply':
        waiting.get(message.id)?.(message.reply);
        waiting.delete(message.id);
        return;
      case 'event':
        for (const listener of [...(listeners.get(message.event) ?? [])]) listener(message.payload);
        return;
    }
  };

  const onConnection: ConnectedBridge['onConnection'] = (listener) => {
    watchers.add(listener);
    listener(state);
    return () => void watchers.delete(listener);
  };

  /** Resolves to whether the line is open; waits for it a while. */
  const ready = () =>
    new Promise<boolean>((resolve) => {
      if (state === 'open' || state === 'refused') return resolve(state === 'open');
      const done = (value: boolean) => {
        clearTimeout(deadline);
        watchers.delete(watch);
        resolve(value);
      };
      const watch = (now: ConnectionState) => {
        if (now === 'open' || now === 'refused') done(now === 'open');
      };
      const deadline = setTimeout(() => done(false), OPEN_DEADLINE_MS);
      watchers.add(watch);
    });

  // The address of a host that was started again, put into this tab, changes the fragment only and loads nothing by itself.
  page.addEventListener('hashchange', () => {
    if (tokenOf(page) !== null) page.location.reload();
  });
  open();
  return {
    invoke: async (method, input) => {
      if (!(await ready())) return unreachable();
      return new Promise<Reply>((resolve) => {
        const id = ++requests;
        waiting.set(id, resolve);
        socket.send(JSON.stringify({ id, method, input } satisfies ToServer));
      });
    },
    on: (event, listener) => {
      const set = listeners.get(event) ?? new Set();
      listeners.set(event, set.add(listener));
      return () => void set.delete(listener);
    },
    onConnection,
    reconnect: () => {
      if (state === 'lost') open();
    },
  };
}

/** From the address, once: it is kept for reloads of this tab and taken out of what the user sees, copies or bookmarks. */
function takeToken(page: Window): string {
  const given = tokenOf(page);
  if (given !== null) {
    page.sessionStorage.setItem(TOKEN_KEY, given);
    page.history.replaceState(null, '', page.location.pathname + page.location.search);
  }
  // A protocol name must not be empty; the host refuses this one in words.
  return page.sessionStorage.getItem(TOKEN_KEY) || 'none';
}

/** `#token=…`; the page's own addresses begin with `#/`. */
function tokenOf(page: Window): string | null {
  return new URLSearchParams(page.location.hash.slice(1)).get('token');
}

function unreachable(): Reply {
  return {
    ok: false,
    failure: failureFrom('no-answer-from-host', {}),
  };
}
