import { SearchX } from 'lucide-react';
import { ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';

/** For an address that leads nowhere. */
export function NotFoundPage() {
  return (
    <main className="pt-16">
      <h1 className="sr-only">Nothing is here</h1>
      <Empty
        icon={<SearchX size={32} aria-hidden />}
        title="Nothing is at this address"
        actions={
          <ButtonLink to="/campaigns" look="primary">
            Go to your campaigns
          </ButtonLink>
        }
      >
        The link may be old, or what it led to was deleted.
      </Empty>
    </main>
  );
}
