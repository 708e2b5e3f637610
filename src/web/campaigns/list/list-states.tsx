import { Megaphone } from 'lucide-react';
import { counted } from '#web/format/number.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import type { Tab } from './list-words.ts';

type NothingHereProps = {
  tab: Tab;
  counts: Record<Tab, number> | undefined;
  isFiltered: boolean;
  onClear: () => void;
};

const nothing: Record<Tab, string> = {
  active: 'Nothing is running',
  scheduled: 'Nothing is scheduled',
  completed: 'Nothing has ended yet',
  drafts: 'No drafts',
  all: 'No campaigns yet',
};

/** Why the list is empty, and where the campaigns are. */
export function NothingHere({ tab, counts, isFiltered, onClear }: NothingHereProps) {
  if (isFiltered)
    return (
      <Empty icon={icon} title="No campaigns match" actions={<Button onClick={onClear}>Clear filters</Button>}>
        Nothing in this tab has that name and that agent.
      </Empty>
    );
  const scheduled = counts?.scheduled ?? 0;
  if (tab === 'active' && scheduled > 0) return <OnlyScheduled scheduled={scheduled} />;
  return (
    <Empty
      icon={icon}
      title={nothing[tab]}
      actions={
        <ButtonLink to="/campaigns/new" look="primary">
          New campaign
        </ButtonLink>
      }
    >
      A campaign calls everybody on a list, inside the hours you allow.
    </Empty>
  );
}

const icon = <Megaphone size={28} aria-hidden />;

function OnlyScheduled({ scheduled }: { scheduled: number }) {
  return (
    <Empty
      icon={icon}
      title={nothing.active}
      actions={
        <ButtonLink to="/campaigns" search={{ tab: 'scheduled' }}>
          View scheduled
        </ButtonLink>
      }
    >
      {counted(scheduled, 'campaign starts', 'campaigns start')} later by {scheduled === 1 ? 'itself' : 'themselves'}.
    </Empty>
  );
}

/** Six cards that are coming. */
export function CardSkeletons() {
  return (
    <div role="status" className="grid grid-cols-1 gap-4 lg:grid-cols-2 2xl:grid-cols-3">
      <span className="sr-only">Loading campaigns</span>
      {Array.from({ length: 6 }, (_, place) => (
        <Skeleton key={place} className="h-72 w-full" />
      ))}
    </div>
  );
}
