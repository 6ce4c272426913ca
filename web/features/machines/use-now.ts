import { useEffect, useState } from 'react';

/** The time, anew so often; only what counts on the page needs it, so it is asked for as deep down as possible. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, everyMs);
    return () => { clearInterval(timer); };
  }, [everyMs]);
  return now;
}
