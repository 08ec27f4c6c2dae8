import type { Method } from '../../shared/manifest.ts';

/** The method for a cluster of so many shards: only shards that must agree with each other need a moment's lock. */
export function recommendMethod(shards: number): Method {
  return shards > 1 ? 'warm' : 'hot';
}
