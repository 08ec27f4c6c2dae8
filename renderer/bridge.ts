import type { Bridge } from '../shared/contract.ts';
import { socketBridge } from './socket-bridge.ts';

declare global {
  interface Window {
    /** Put there by Electron's preload; absent in a browser. */
    readonly shardkeep?: Bridge;
  }
}

/**
 * Whether the host can be reached. `connecting`: not yet · `open` · `lost`: it is tried again by itself · `refused`: this
 * page's key is not valid (any more), only the address that the host printed helps. In Electron always `open`.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

/** A bridge that can lose its other end. */
export interface ConnectedBridge extends Bridge {
  /** Calls with the present state at once, then with every change; returns the function that ends it. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** Tries again now instead of after the wait. */
  reconnect(): void;
}

/** The way to the host: Electron's preload, or a socket to the web host that served this page. */
export const bridge: ConnectedBridge = window.shardkeep ? always(window.shardkeep) : socketBridge(window);

function always({ invoke, on }: Bridge): ConnectedBridge {
  return {
    invoke,
    on,
    onConnection: (listener) => {
      listener('open');
      return () => {};
    },
    reconnect: () => {},
  };
}
