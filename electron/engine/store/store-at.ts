import { isAbsolute, join, parse, sep } from 'node:path';
import { defect } from '../engine-error.ts';
import { localStore } from './local-store.ts';
import { memoryStore } from './memory-store.ts';
import { patientStore } from './patient-store.ts';
import type { Store } from './store.ts';

/**
 * A place is text: it goes to other threads and processes, into reports and in front of people as it is. Any folder of a
 * store is a place of its own, so that a set's folder opens as a store of that set.
 */
const MEMORY = 'memory:';

/** What parts of a path stand apart by. */
const BETWEEN = sep === '/' ? /\// : /[\\/]/;

/** Opens what a place names; costs nothing, so that whoever needs it does it anew. */
export function storeAt(place: string): Store {
  if (place.startsWith(MEMORY)) return memoryStore(place);
  if (isAbsolute(place)) return patientStore(localStore(place));
  throw defect(`No store is at this place: ${place}.`);
}

/** A file by its place: the store of its folder, and its name there. */
export function fileAt(path: string): { readonly store: Store; readonly name: string } {
  const { dir, base } = parse(path);
  return { store: storeAt(dir), name: base };
}

/** Two files of one store by their places: the store of the folder that both are below, and their names there. */
export function inOneStore(one: string, other: string): { readonly store: Store; readonly names: [string, string] } {
  const [parts, others] = [one.split(BETWEEN), other.split(BETWEEN)];
  const apart = parts.findIndex((part, i) => part !== others[i]);
  const names: [string, string] = [parts.slice(apart).join('/'), others.slice(apart).join('/')];
  const place = one.slice(0, one.length - names[0].length);
  return { store: storeAt(place), names };
}

/** The place of what is called so in a place. */
export function placeIn(place: string, ...names: readonly string[]): string {
  return place.startsWith(MEMORY) ? [place, ...names].join('/') : join(place, ...names);
}
