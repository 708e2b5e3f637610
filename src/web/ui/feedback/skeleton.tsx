import { useEffect, useState } from 'react';

/** The shape of what is coming; nothing for the first moments, in which most things arrive. */
export function Skeleton({ className = 'h-4 w-full' }: { className?: string }) {
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setDue(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return <div aria-hidden data-waiting className={`${className} ${isDue ? 'skeleton' : ''}`} />;
}

/** So many lines of what is coming; those who can't see them are told once. */
export function SkeletonRows({ rows = 6, className = 'h-10 w-full' }: { rows?: number; className?: string }) {
  return (
    <div role="status" className="flex flex-col gap-2">
      <span className="sr-only">Loading</span>
      {Array.from({ length: rows }, (_, place) => (
        <Skeleton key={place} className={className} />
      ))}
    </div>
  );
}
