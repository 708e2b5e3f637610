import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect } from 'react';
import { IconButton } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { Drawer } from '#web/ui/overlays/drawer.tsx';
import { CallActions } from './drawer/call-actions.tsx';
import { CallBody } from './drawer/call-body.tsx';
import { CallTitle } from './drawer/call-title.tsx';
import { neighboursOf } from './open-call.ts';
import { callQuery } from './queries.ts';

/** Everything about one call, over the page that it was opened from; ← and → go to the next one of its list. */
export function CallDrawer({ callId }: { callId: string }) {
  const navigate = useNavigate();
  const { data: call, error, refetch } = useQuery(callQuery(callId));
  const show = (id: string | undefined) =>
    void navigate({ to: '.', replace: true, search: (search) => ({ ...search, call: id }) });
  const { previous, next } = neighboursOf(callId);
  useArrows({ previous, next, show });
  return (
    <Drawer
      isOpen
      onClose={() => show(undefined)}
      title={call ? <CallTitle call={call} /> : 'Call'}
      tools={
        previous === undefined && next === undefined ? null : (
          <div className="flex">
            <IconButton
              label="Previous call"
              shortcut="←"
              icon={<ChevronLeft size={18} aria-hidden />}
              disabled={previous === undefined}
              onClick={() => show(previous)}
            />
            <IconButton
              label="Next call"
              shortcut="→"
              icon={<ChevronRight size={18} aria-hidden />}
              disabled={next === undefined}
              onClick={() => show(next)}
            />
          </div>
        )
      }
      actions={call ? <CallActions call={call} /> : null}
    >
      {error ? <ErrorCard what="this call" error={error} onRetry={() => void refetch()} /> : null}
      {call ? <CallBody key={call.id} call={call} /> : error ? null : <SkeletonRows rows={8} className="h-8 w-full" />}
    </Drawer>
  );
}

type Arrows = { previous: string | undefined; next: string | undefined; show: (id: string) => void };

function useArrows({ previous, next, show }: Arrows): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isTyping = event.target instanceof Element && event.target.closest('input, textarea, audio') !== null;
      const goal = event.key === 'ArrowLeft' ? previous : event.key === 'ArrowRight' ? next : undefined;
      if (goal === undefined || isTyping || event.metaKey || event.ctrlKey || event.altKey) return;
      event.preventDefault();
      show(goal);
    };
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  });
}
