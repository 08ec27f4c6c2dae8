import { useEffect, useState } from 'react';

/** The time, renewed every `interval` milliseconds, for words such as "2 minutes ago". */
export function useNow(interval = 30_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}
