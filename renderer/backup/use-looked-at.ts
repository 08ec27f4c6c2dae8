import { useState } from 'react';
import { otherComputer } from '../../shared/other-computer.ts';
import { useRecentDestinations } from '../queries.ts';

/** A typed folder as far as it may be looked at. */
export interface LookedAt {
  /** What is looked at; empty while `host` waits to be asked for. */
  readonly path: string;
  /** The computer that would be logged in to. */
  readonly host: string | undefined;
  look(): void;
}

/** Typing alone must not log in to another computer: a share that was not used before is looked at when that is asked for. */
export function useLookedAt(settled: string): LookedAt {
  const recent = useRecentDestinations();
  const [asked, setAsked] = useState<string>();
  const host = otherComputer(settled);
  const waits = host !== undefined && settled !== asked && !(recent.data ?? []).includes(settled);
  return { path: waits ? '' : settled, host: waits ? host : undefined, look: () => setAsked(settled) };
}
