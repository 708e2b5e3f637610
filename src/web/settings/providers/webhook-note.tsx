import { useQuery } from '@tanstack/react-query';
import { CopyLine } from '#web/ui/controls/copy-button.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { webhookQuery } from './queries.ts';

/** Where the provider sends what happens to calls, and what somebody must do about it. */
export function WebhookNote({ accountId }: { accountId: string }) {
  const { data } = useQuery(webhookQuery(accountId));
  if (!data) return <Skeleton className="h-16 w-full" />;
  const [first = '', ...others] = data.steps;
  return (
    <div className="flex flex-col gap-2 rounded-md border border-line p-3">
      <h4 className="font-semibold">Webhook</h4>
      {others.length === 0 ? (
        <p className="text-text-2">{first}</p>
      ) : (
        <ol className="list-decimal ps-5 text-text-2">
          {data.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      {data.isPasted ? <CopyLine text={data.url} label="Copy the webhook URL" /> : null}
    </div>
  );
}
