import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
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
  const { draft: asked, importId } = useSearch({ strict: false });
  const blank = useBlank(asked, importId !== undefined);
  const ofImport = useQuery({
    ...draftOfImportQuery(importId ?? ''),
    enabled: blank === null && importId !== undefined && asked === undefined,
  });
  const draft = asked ?? ofImport.data;
  if (blank !== null) return <BlankForm key={blank} />;
  if (ofImport.error) return <ErrorCard what="the people of the import" error={ofImport.error} />;
  if (draft !== undefined) return <FormOf draft={draft} />;
  return <SkeletonRows rows={8} />;
}

/**
 * Which blank form this is, or null where the address names what to go on with. A form that began blank stays when its
 * draft comes into the address; it begins anew when the draft leaves it.
 */
function useBlank(draft: string | undefined, hasImport: boolean): number | null {
  const [began, setBegan] = useState<number | null>(draft === undefined && !hasImport ? 0 : null);
  const before = useRef(draft);
  useEffect(() => {
    if (before.current !== undefined && draft === undefined && !hasImport) setBegan((round) => (round ?? 0) + 1);
    before.current = draft;
  }, [draft, hasImport]);
  return began;
}

function BlankForm() {
  const search = useSearch({ strict: false });
  const { data: values, error } = useQuery(beginningQuery);
  if (error) return <ErrorCard what="the form" error={error} />;
  return values ? (
    <CampaignForm initial={{ ...values, ...windowFrom(search) }} known={null} />
  ) : (
    <SkeletonRows rows={8} />
  );
}

function FormOf({ draft }: { draft: string }) {
  const search = useSearch({ strict: false });
  const { data: known, error } = useQuery(campaignQuery(draft));
  if (error) return <ErrorCard what="the campaign" error={error} />;
  if (!known) return <SkeletonRows rows={8} />;
  if (!['draft', 'scheduled'].includes(known.status))
    return <Empty title="This campaign has started">Its settings can be changed on its own page.</Empty>;
  return <CampaignForm key={draft} initial={{ ...valuesOf(known), ...windowFrom(search) }} known={known} />;
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
