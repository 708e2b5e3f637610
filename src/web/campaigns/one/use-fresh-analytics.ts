import { useEffect, useRef } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import { readAgain } from './queries.ts';

const everyMs = 10_000;

/** Reads the charts' data again at most every ten seconds, and only when calls have ended since. */
export function useFreshAnalytics({ id, counts }: Pick<Campaign, 'id' | 'counts'>): void {
  const seen = `${counts.finished} ${counts.waiting} ${counts.calling}`;
  const read = useRef(seen);
  const latest = useRef(seen);
  latest.current = seen;
  useEffect(() => {
    const timer = setInterval(() => {
      if (read.current === latest.current) return;
      read.current = latest.current;
      readAgain(id, 'analytics');
    }, everyMs);
    return () => clearInterval(timer);
  }, [id]);
}
