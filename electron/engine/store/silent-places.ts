/** Places of this thread of which calls were given up that have not answered yet, and how many. */
const silent = new Map<string, number>();

/** True where a call of this place, or of one below or above it, was given up and may still hang. */
export function isAnySilent(place: string): boolean {
  if (silent.size === 0) return false;
  const own = asFolder(place);
  return [...silent.keys()].some((other) => own.startsWith(other) || other.startsWith(own));
}

export interface Listening<T> {
  readonly place: string;
  /** How long an answer is waited for. */
  readonly ms: number;
  /** What it is given up with. */
  readonly silent: () => Error;
  /** Gets what comes when nobody waits any more. */
  readonly late: ((value: T) => unknown) | undefined;
}

/** What a call gives, or the error that it is given up with. */
export function listenFor<T>(call: Promise<T>, { place, ms, silent: why, late }: Listening<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let waiting = true;
    const timer = setTimeout(() => {
      waiting = false;
      count(place, 1);
      reject(why());
    }, ms);
    timer.unref();
    const heard = () => {
      clearTimeout(timer);
      if (!waiting) count(place, -1);
      return waiting;
    };
    call.then(
      (value) => {
        if (heard()) resolve(value);
        else void Promise.resolve(late?.(value)).catch(() => {});
      },
      (error) => {
        if (heard()) reject(error);
      },
    );
  });
}

function count(place: string, more: 1 | -1): void {
  const key = asFolder(place);
  const now = (silent.get(key) ?? 0) + more;
  if (now === 0) silent.delete(key);
  else silent.set(key, now);
}

/** So that `/a` is not above `/ab`. */
function asFolder(place: string): string {
  return /[\\/]$/.test(place) ? place : `${place}/`;
}
