import { type Answers, type Line, openLine, processWire } from './line.ts';

/** Questions that the test asks the main process; modules of the stand-in add theirs. */
export const answers: Record<string, (...args: never[]) => unknown> = {};

/** To the test. */
export const line: Line = openLine(processWire(process), answers as Answers);
process.on('disconnect', () => process.exit(0));

let isReady = false;

export function setReady(): void {
  isReady = true;
}

/** Some functions throw in Electron before the app is ready, and some after. */
export function needReady(what: string): void {
  if (!isReady) throw new Error(`${what} can only be used after app is ready`);
}

export function needEarly(what: string): void {
  if (isReady) throw new Error(`${what} must be called before app is ready`);
}

/** An event whose default can be prevented. */
export interface Preventable {
  readonly prevented: boolean;
  preventDefault(): void;
}

export function preventable<T extends object>(more: T): T & Preventable {
  let prevented = false;
  return Object.defineProperty(
    Object.assign(
      {
        preventDefault: () => {
          prevented = true;
        },
      },
      more,
    ),
    'prevented',
    { get: () => prevented },
  ) as T & Preventable;
}
