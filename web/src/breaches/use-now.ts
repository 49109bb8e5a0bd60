import { useEffect, useState } from 'react';

const tickMillis = 30_000;

/** The time, anew twice a minute: clocks of hours are read while they run. */
export function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMillis);
    return () => clearInterval(timer);
  }, []);
  return now;
}
