import { defect } from '../engine-error.ts';

/** Ends a name for the system, or divides it. */
const BEYOND = process.platform === 'win32' ? /[\0\\:]/ : /\0/;

/**
 * The parts of a name in a store; none of ''. A name that leads elsewhere is a fault of whoever made it: names that others
 * wrote are checked before they come here.
 */
export function partsOf(name: string): string[] {
  const parts = name === '' ? [] : name.split('/');
  if (parts.some((part) => part === '' || part === '.' || part === '..' || BEYOND.test(part)))
    throw defect(`No file of a destination has this name: ${JSON.stringify(name)}.`);
  return parts;
}
