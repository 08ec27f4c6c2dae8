import { once } from 'node:events';
import WebSocket from 'ws';
import type { Reply } from '../../shared/contract.ts';
import { type FromServer, WIRE_PROTOCOL } from '../../shared/wire.ts';

/** A client of the web host without a page. */
export interface WebClient {
  request(method: string, input?: unknown): Promise<Reply>;
  /** Everything the host sent that is no reply. */
  readonly events: { readonly event: string; readonly payload: unknown }[];
  /** Reads nothing until `resume`. */
  pause(): void;
  resume(): void;
  /** The close code, once the host has closed the line. */
  readonly closed: Promise<number>;
  close(): void;
}

/** What an attempt to open the socket came to. */
export interface Attempt {
  readonly protocols?: readonly string[];
  readonly origin?: string;
  readonly host?: string;
  readonly path?: string;
}

/** Opens the socket of a host by the address it printed. */
export async function openSocket(url: string): Promise<WebClient> {
  const socket = dial(url, {});
  const waiting = new Map<number, (reply: Reply) => void>();
  const events: { event: string; payload: unknown }[] = [];
  const welcome = Promise.withResolvers<void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as FromServer;
    if (message.type === 'welcome') welcome.resolve();
    if (message.type === 'event') events.push({ event: message.event, payload: message.payload });
    if (message.type !== 'reply') return;
    waiting.get(message.id)?.(message.reply);
    waiting.delete(message.id);
  });
  socket.on('error', welcome.reject);
  socket.on('close', (code) => welcome.reject(new Error(`the socket was closed (${code})`)));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await welcome.promise;
  let last = 0;
  return {
    request: (method, input) =>
      new Promise((resolve) => {
        waiting.set(++last, resolve);
        socket.send(JSON.stringify({ id: last, method, input }));
      }),
    events,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    closed,
    close: () => socket.close(),
  };
}

/** Tries to get in; the answer is `open`, an HTTP status such as `403`, or a close code such as `closed 4401`. */
export async function tryToConnect(url: string, attempt: Attempt): Promise<string> {
  const socket = dial(url, attempt);
  const result = new Promise<string>((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('close', (code) => resolve(`closed ${code}`));
    socket.on('message', () => resolve('open'));
    socket.on('error', (error) => resolve(error.message));
  });
  const answer = await result;
  socket.terminate();
  if (answer === 'open') await once(socket, 'close');
  return answer;
}

function dial(url: string, { protocols, origin, host, path = '/ws' }: Attempt): WebSocket {
  const { host: address, hash } = new URL(url);
  const token = hash.slice('#token='.length);
  return new WebSocket(`ws://${address}${path}`, protocols ? [...protocols] : [WIRE_PROTOCOL, token], {
    headers: { Origin: origin ?? `http://${address}`, ...(host === undefined ? {} : { Host: host }) },
  });
}
