import { Suspense, lazy, useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';

const CancelDialog = lazy(async () => ({ default: (await import('./cancel-dialog.tsx')).CancelDialog }));
const DeleteDialog = lazy(async () => ({ default: (await import('./delete-dialog.tsx')).DeleteDialog }));
const RetryDialog = lazy(async () => ({ default: (await import('./retry-dialog.tsx')).RetryDialog }));

export type CampaignDialog = 'cancel' | 'delete' | 'retry';
type Open = { campaign: Campaign; dialog: CampaignDialog };

/** The questions that some verbs ask first: `ask` opens one, `dialogs` is what to render. */
export function useCampaignDialogs({ onDeleted }: { onDeleted?: () => void } = {}) {
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  const dialogs =
    open === null ? null : (
      <Suspense>
        {open.dialog === 'cancel' ? <CancelDialog campaign={open.campaign} onClose={close} /> : null}
        {open.dialog === 'retry' ? <RetryDialog campaign={open.campaign} onClose={close} /> : null}
        {open.dialog === 'delete' ? (
          <DeleteDialog campaign={open.campaign} onClose={close} onDeleted={onDeleted} />
        ) : null}
      </Suspense>
    );
  return { ask: (campaign: Campaign, dialog: CampaignDialog) => setOpen({ campaign, dialog }), dialogs };
}
