import { useEffect, useState } from 'react';
import { bridge, type ConnectionState } from './bridge.ts';

/** Whether the host can be reached now. */
export function useConnection(): ConnectionState {
  const [state, setState] = useState<ConnectionState>('open');
  useEffect(() => bridge.onConnection(setState), []);
  return state;
}
