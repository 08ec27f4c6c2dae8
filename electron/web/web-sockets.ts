import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { type FromServer, TOKEN_REFUSED, WIRE_PROTOCOL } from '../../shared/wire.ts';
import type { Api } from '../host/api.ts';
import { SECURITY_HEADERS } from '../host/serve-static.ts';

export interface Sockets {
  /** 256 random bits, new with every start. */
  readonly token: string;
  /** To every page. One that does not keep up misses what is not `final`; the next snapshot makes up for it. */
  broadcast(event: string, payload: unknown, final: boolean): void;
  close(): void;
}

/** A restore may name ten thousand tables; nothing a page sends is larger than this. */
const LARGEST_MESSAGE = 4 << 20;
/** More than this unsent means that the page does not keep up. */
const SLOW_BYTES = 1 << 20;

const Message = z.object({ id: z.int(), method: z.string(), input: z.unknown().optional() });

/**
 * The socket at /ws. Host and Origin must be this host's own, so that no page from elsewhere gets as far as the token; the
 * token comes as second subprotocol, since addresses end up in logs. `host` is asked late: the port is not known at first.
 */
export function openSockets(server: Server, api: Api, host: () => string): Sockets {
  const token = randomBytes(32).toString('base64url');
  const sockets = new Set<WebSocket>();
  const upgrades = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: () => WIRE_PROTOCOL, // the token is not repeated
  });
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => {});
    const offered = subprotocols(request);
    if (!isOwnPage(request, host()) || offered[0] !== WIRE_PROTOCOL) {
      const headers = Object.entries(SECURITY_HEADERS).map(([name, value]) => `${name}: ${value}\r\n`);
      stream.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\n${headers.join('')}\r\n`);
      return;
    }
    upgrades.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate());
      // A refused upgrade looks like a lost line to a page; this way it learns that trying again is no use.
      if (!isSame(offered[1] ?? '', token)) return socket.close(TOKEN_REFUSED, 'token');
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      socket.on('message', (data) => void answer(socket, String(data), api));
      send(socket, { type: 'welcome' });
    });
  });
  return {
    token,
    broadcast: (event, payload, final) => {
      for (const socket of sockets)
        if (final || socket.bufferedAmount < SLOW_BYTES) send(socket, { type: 'event', event, payload });
    },
    close: () => {
      for (const socket of sockets) socket.close(1001);
      upgrades.close();
    },
  };
}

async function answer(socket: WebSocket, text: string, api: Api): Promise<void> {
  const message = parse(text);
  if (!message) return socket.close(1007, 'not a request');
  send(socket, { type: 'reply', id: message.id, reply: await api(message.method, message.input) });
}

function parse(text: string): z.infer<typeof Message> | undefined {
  try {
    return Message.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function send(socket: WebSocket, message: FromServer): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message), () => {});
}

function isOwnPage({ headers, url }: IncomingMessage, host: string): boolean {
  return headers.host === host && headers.origin === `http://${host}` && url === '/ws';
}

function subprotocols({ headers }: IncomingMessage): string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

/** In constant time, so that nobody can find the token out letter by letter. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
