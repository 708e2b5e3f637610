import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { counted } from '#web/format/number.ts';
import { nameFrom } from '#web/imports/name-from.ts';
import { useSession } from '#web/session.ts';
import { Page } from '#web/shell/page.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { beginningQuery } from './beginning.ts';
import { CampaignForm } from './campaign-form.tsx';
import { settingsOf, valuesOf, windowFrom } from './values/form-values.ts';

/** People of an import that went nowhere yet, in a draft of their own: the same draft however often it is asked. */
const draftOfImportQuery = (importId: string) =>
  queryOptions({
    queryKey: ['campaigns', 'draft of import', importId],
    queryFn: async () => {
      const made = await api.imports.get({ id: importId });
      if (made.campaignId !== null) return made.campaignId;
      const values = await queryClient.ensureQueryData(beginningQuery);
      const { id } = await api.campaigns.create(
        { ...settingsOf(values), name: nameFrom(made.fileName) },
        { idempotencyKey: `draft-of-import-${importId}` },
      );
      if (made.status === 'done') await api.campaigns.addContacts({ id, importId }, oneEffect());
      else await api.imports.commit({ id: importId, campaignId: id, wait: false }, oneEffect());
      return id;
    },
    staleTime: Infinity,
    retry: false,
  });

/** A new campaign, a draft that is gone on with (`?draft=`), people of an import (`?importId=`), or a copy (`?from=`). */
export function NewCampaignPage() {
  const { may } = useSession();
  const { draft, from } = useSearch({ strict: false });
  return (
    <Page title="New campaign">
      {may('operator') ? (
        from !== undefined && draft === undefined ? (
          <CopyOf campaignId={from} />
        ) : (
          <Form />
        )
      ) : (
        <Empty title="You can look, but not call">Ask an admin of the workspace to make you an operator.</Empty>
      )}
    </Page>
  );
}

function Form() {
  const { draft: asked, importId, window } = useSearch({ strict: false });
  const ofImport = useQuery({
    ...draftOfImportQuery(importId ?? ''),
    enabled: importId !== undefined && asked === undefined,
  });
  const draft = asked ?? ofImport.data;
  const beginning = useQuery({ ...beginningQuery, enabled: draft === undefined });
  const known = useQuery({ ...campaignQuery(draft ?? ''), enabled: draft !== undefined });
  const error = ofImport.error ?? known.error ?? beginning.error;
  if (error) return <ErrorCard what="the campaign" error={error} />;
  const isWaiting = importId !== undefined && draft === undefined;
  const values = draft === undefined ? beginning.data : known.data && valuesOf(known.data);
  if (!values || isWaiting) return <SkeletonRows rows={8} />;
  const isOver = known.data !== undefined && !['draft', 'scheduled'].includes(known.data.status);
  if (isOver) return <Empty title="This campaign has started">Its settings can be changed on its own page.</Empty>;
  return <CampaignForm initial={{ ...values, ...windowFrom(window) }} known={known.data ?? null} />;
}

/** Whether a copy calls the same people, before it is made. */
function CopyOf({ campaignId }: { campaignId: string }) {
  const navigate = useNavigate();
  const { data: original, error } = useQuery(campaignQuery(campaignId));
  const copy = useMutation({
    mutationFn: (contacts: boolean) => api.campaigns.duplicate({ id: campaignId, contacts }, oneEffect()),
    onSuccess: (made) => {
      queryClient.setQueryData(campaignQuery(made.id).queryKey, made);
      void navigate({ to: '/campaigns/new', search: { draft: made.id }, replace: true });
    },
  });
  if (error) return <ErrorCard what="the campaign" error={error} />;
  if (!original) return <SkeletonRows rows={3} />;
  return (
    <div className="flex max-w-xl flex-col gap-4 rounded-lg border border-line bg-surface p-6">
      <p className="text-lg font-semibold">A copy of {original.name}</p>
      <p className="text-text-2">The same agent, hours, pace and retries. Whom should it call?</p>
      <div className="flex flex-wrap gap-2">
        <Button look="primary" isBusy={copy.isPending} onClick={() => copy.mutate(true)}>
          The same {counted(original.counts.total, 'person', 'people')}
        </Button>
        <Button disabled={copy.isPending} onClick={() => copy.mutate(false)}>
          Other people
        </Button>
      </div>
    </div>
  );
}
