import { SearchX } from 'lucide-react';
import { ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';

/** For an address that leads nowhere. */
export function NoSuchAddress() {
  return (
    <main>
      <NotFoundPage />
    </main>
  );
}

/** For an address whose thing is gone, inside the shell. */
export function NotFoundPage() {
  return (
    <div className="pt-16">
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
    </div>
  );
}
