import { useMutation } from '@tanstack/react-query';
import { Ban, PhoneOutgoing, Tag, Trash2, X } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { api, queryClient } from '#web/api.ts';
import { neverCall } from '#web/calls/drawer/never-call.ts';
import { count, counted } from '#web/format/number.ts';
import { useSession } from '#web/session.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';

const BulkCallDialog = lazy(async () => ({
  default: (await import('#web/campaigns/form/bulk-call-dialog.tsx')).BulkCallDialog,
}));

/** Ids of who is selected, with their numbers. */
export type Chosen = ReadonlyMap<string, string>;

type ChosenBarProps = {
  chosen: Chosen;
  /** How many the filters find; null while that is being counted. */
  total: number | null;
  isAllBusy: boolean;
  onAll: () => void;
  onClear: () => void;
};

const mostAtOnce = 10_000;

/** What can be done with everybody who is selected; it floats above the table. */
export function ChosenBar({ chosen, total, isAllBusy, onAll, onClear }: ChosenBarProps) {
  const [open, setOpen] = useState<'call' | 'tag' | 'delete' | null>(null);
  const { may } = useSession();
  const close = () => setOpen(null);
  const never = useMutation({
    mutationFn: () =>
      neverCall({
        phones: [...chosen.values()],
        who: counted(chosen.size, 'person', 'people'),
        mayUndo: may('admin'),
      }),
    onSuccess: onClear,
  });
  if (chosen.size === 0) return null;
  const icon = (Icon: typeof Tag) => <Icon size={16} aria-hidden />;
  return (
    <div
      role="region"
      aria-label="Selected contacts"
      className="sticky bottom-4 z-20 mx-auto mt-3 flex max-w-full flex-wrap items-center gap-2 rounded-xl border border-line bg-surface p-2 ps-4 shadow-overlay max-md:bottom-2 max-md:w-full"
    >
      <span role="status" className="figures font-semibold whitespace-nowrap">
        {count(chosen.size)} selected
      </span>
      {total !== null && total > chosen.size && chosen.size < mostAtOnce ? (
        <Button size="sm" look="quiet" isBusy={isAllBusy} onClick={onAll}>
          {total > mostAtOnce
            ? `Select the first ${count(mostAtOnce)} of ${count(total)} matching`
            : `Select all ${count(total)} matching`}
        </Button>
      ) : null}
      {may('operator') ? (
        <>
          <Button size="sm" look="primary" icon={icon(PhoneOutgoing)} onClick={() => setOpen('call')}>
            Bulk call
          </Button>
          <Button size="sm" icon={icon(Tag)} onClick={() => setOpen('tag')}>
            <span className="max-md:sr-only">Tag</span>
          </Button>
          <Button size="sm" icon={icon(Ban)} isBusy={never.isPending} onClick={() => never.mutate()}>
            <span className="max-md:sr-only">Never call</span>
          </Button>
          <Button size="sm" icon={icon(Trash2)} onClick={() => setOpen('delete')}>
            <span className="max-md:sr-only">Delete</span>
          </Button>
        </>
      ) : null}
      <span className="ms-auto">
        <IconButton label="Select nobody" icon={<X size={18} aria-hidden />} onClick={onClear} />
      </span>
      {open === 'tag' ? <TagDialog ids={[...chosen.keys()]} onClose={close} /> : null}
      {open === 'delete' ? <DeleteDialog ids={[...chosen.keys()]} onClose={close} onDone={onClear} /> : null}
      <Suspense>{open === 'call' ? <BulkCallDialog contactIds={[...chosen.keys()]} onClose={close} /> : null}</Suspense>
    </div>
  );
}

/** Everybody whom the filters find, up to what can be worked on at once. */
export async function readMatching(query: Parameters<typeof api.contacts.matching>[0]): Promise<Chosen> {
  const { contacts, total } = await queryClient.fetchQuery({
    queryKey: ['contacts', 'matching', query],
    queryFn: () => api.contacts.matching({ ...query, most: mostAtOnce }),
    staleTime: 0,
  });
  if (total > mostAtOnce) toast.say(`${count(mostAtOnce)} of ${count(total)} are selected: as many as go at once.`);
  return new Map(contacts.map(({ id, phone }) => [id, phone]));
}
