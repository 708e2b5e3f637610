import { useMutation, useQuery } from '@tanstack/react-query';
import type { WorkspaceUse } from '#contract/settings.ts';
import type * as z from 'zod';
import { api, queryClient } from '#web/api.ts';
import { useNow } from '#web/clock.ts';
import { count, counted } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { fromNow } from '#web/format/time.ts';
import { concurrencyQuery } from '#web/shell/concurrency-meter.tsx';
import { Card } from '#web/ui/card.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Meter } from '#web/ui/figures/meter.tsx';
import { LimitField } from './limit-field.tsx';
import { previewSystem, previewWorkspace, sharesOf } from './limit-words.ts';
import { grantsQuery, workspacesQuery } from './queries.ts';

type Use = z.output<typeof WorkspaceUse>;
type Slots = { limit: number; active: number };

/** Who has how many calls, who waits, and what each may have. */
export function Workspaces() {
  const { data, error, refetch } = useQuery(workspacesQuery);
  const { data: grants = [] } = useQuery(grantsQuery);
  const { data: concurrency } = useQuery(concurrencyQuery);
  const shares = sharesOf(grants);
  return (
    <Card
      title="Workspaces"
      aside={<p className="text-sm text-text-3">A limit takes effect at once and cuts no call.</p>}
    >
      {error ? <ErrorCard what="the workspaces" error={error} onRetry={() => void refetch()} /> : null}
      {(!data || !concurrency) && !error ? <SkeletonRows rows={4} /> : null}
      {data && concurrency ? (
        <table className="w-full border-separate border-spacing-0 max-md:block">
          <thead className="text-sm text-text-2 max-md:sr-only">
            <tr>
              {['Workspace', 'Limit', 'In use', 'Waiting', 'Last served', 'Share of the last 50'].map((header) => (
                <th key={header} scope="col" className="border-b border-line py-2 pe-4 text-start font-semibold">
                  {header}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="max-md:block">
            {data.map((workspace) => (
              <Row
                key={workspace.id}
                workspace={workspace}
                system={concurrency.system}
                share={shares.get(workspace.id) ?? 0}
              />
            ))}
            <SystemRow system={concurrency.system} />
          </tbody>
        </table>
      ) : null}
    </Card>
  );
}

const cell = 'py-2.5 pe-4 align-top md:border-b md:border-line max-md:flex max-md:gap-2 max-md:py-0.5';
const named = (name: string) => <span className="w-28 shrink-0 text-sm text-text-3 md:hidden">{name}</span>;
const row = 'max-md:block max-md:border-b max-md:border-line max-md:py-3';

function Row({ workspace, system, share }: { workspace: Use; system: Slots; share: number }) {
  const { id, name, limit, active, waiting, lastServedAt, members } = workspace;
  const set = useLimit((next: number) => api.admin.setWorkspaceConcurrency({ id, limit: next }), name);
  return (
    <tr className={row}>
      <th scope="row" className="py-2.5 pe-4 text-start align-top font-normal max-md:block md:border-b md:border-line">
        <span className="block font-semibold">{name}</span>
        <span className="text-sm text-text-3">{counted(members, 'member')}</span>
      </th>
      <td className={cell}>
        {named('Limit')}
        <LimitField
          label={name}
          limit={limit}
          preview={(text) => previewWorkspace(text, workspace, system)}
          onSet={(next) => set(next, limit)}
        />
      </td>
      <td className={cell}>
        {named('In use')}
        <InUse name={name} slots={workspace} />
        <span className="sr-only">{`${active} of ${limit}`}</span>
      </td>
      <td className={`${cell} figures`}>
        {named('Waiting')}
        {count(waiting)}
      </td>
      <td className={cell}>
        {named('Last served')}
        {lastServedAt === null ? <span className="text-text-3">never</span> : <Ago at={lastServedAt} />}
      </td>
      <td className={cell}>
        {named('Share')}
        <span className="flex w-full max-w-44 items-center gap-2">
          <Meter label={`Share of ${name}`} value={share} max={100} text={`${share} %`} />
          <span className="figures w-12 shrink-0 text-end whitespace-nowrap">{share} %</span>
        </span>
      </td>
    </tr>
  );
}

function SystemRow({ system }: { system: Slots }) {
  const set = useLimit((limit: number) => api.admin.setSystemConcurrency({ limit }), 'The system');
  return (
    <tr className={row}>
      <th scope="row" className="py-2.5 pe-4 text-start align-top max-md:block">
        <span className="block font-semibold">The system</span>
        <span className="text-sm font-normal text-text-3">all workspaces together</span>
      </th>
      <td className={cell.replace('md:border-b md:border-line', '')}>
        {named('Limit')}
        <LimitField
          label="the system"
          limit={system.limit}
          preview={(text) => previewSystem(text, system)}
          onSet={(next) => set(next, system.limit)}
        />
      </td>
      <td className={cell.replace('md:border-b md:border-line', '')}>
        {named('In use')}
        <InUse name="the system" slots={system} />
      </td>
      <td colSpan={3} className="py-2.5 align-top text-sm text-text-2 max-md:block">
        When this limit binds, places go round the workspaces one at a time, the least recently served first.
      </td>
    </tr>
  );
}

function InUse({ name, slots }: { name: string; slots: Slots }) {
  const text = `${count(slots.active)} of ${count(slots.limit)}`;
  return (
    <span className="flex w-28 flex-col gap-1.5">
      <span className={`figures ${slots.active > slots.limit ? 'text-red' : ''}`}>{text}</span>
      <Meter label={`In use by ${name}`} value={slots.active} max={slots.limit} text={text} />
    </span>
  );
}

function Ago({ at }: { at: Date }) {
  const ago = fromNow(at, useNow(5000));
  return ago === null ? <Time at={at} /> : <time dateTime={at.toISOString()}>{ago}</time>;
}

/** Sets a limit, says so, and takes it back when that is wanted. */
function useLimit(send: (limit: number) => Promise<unknown>, name: string) {
  const setting = useMutation({
    mutationFn: send,
    onSuccess: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: ['admin'] }),
        queryClient.invalidateQueries({ queryKey: concurrencyQuery.queryKey }),
      ]),
  });
  return (next: number, before: number) =>
    setting.mutate(next, {
      onSuccess: () => {
        const undo = { label: 'Undo', run: () => setting.mutate(before) };
        toast.say(`${name} may have ${counted(next, 'call')} at once.`, undo);
      },
    });
}
