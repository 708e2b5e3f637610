import type { ErrorComponentProps } from '@tanstack/react-router';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';

/** For an error that nobody expected: nothing that was done is lost, as it is kept by the server. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  return (
    <main className="mx-auto max-w-2xl p-8">
      <h1 className="mb-4 text-xl font-semibold">This page stopped</h1>
      <ErrorCard what="this page" error={error} onRetry={reset} />
    </main>
  );
}
