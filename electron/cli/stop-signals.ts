const NAMES = ['SIGINT', 'SIGTERM'] as const;
/** Programs that start others pass Ctrl-C on, which the terminal has sent already: within this time it was pressed once. */
const ONCE_MS = 500;

/**
 * The signal that Ctrl-C and SIGTERM abort. The second of them ends the process as the system does it, whatever hangs
 * meanwhile (a drive that is gone holds even a usual exit back): servers release locks when the lines close, and `resume`
 * takes up what was read.
 */
export function stopSignal(say: (text: string) => void): AbortSignal {
  const abort = new AbortController();
  const leaveToSystem = () => {
    for (const name of NAMES) process.off(name, stop);
  };
  const stop = () => {
    if (abort.signal.aborted) return;
    say('\nStopping: locks are released and partial files removed … (again to end at once)\n');
    setTimeout(leaveToSystem, ONCE_MS).unref();
    abort.abort();
  };
  for (const name of NAMES) process.on(name, stop);
  process.once('exit', leaveToSystem);
  return abort.signal;
}
