import type { Reply } from './contract.ts';

/** WebSocket subprotocol of the web host; the page offers it together with its token. */
export const WIRE_PROTOCOL = 'shardkeep.v1';

/** Close code for a token that is not (or no longer) the host's: trying again does not help. */
export const TOKEN_REFUSED = 4401;

/** What the page sends. */
export interface ToServer {
  readonly id: number;
  readonly method: string;
  readonly input?: unknown;
}

/** What the web host sends. `welcome` comes first. */
export type FromServer =
  | { readonly type: 'welcome' }
  | { readonly type: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly type: 'event'; readonly event: string; readonly payload: unknown };
