import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Clock, FastForward, Pause, Play } from 'lucide-react';
import { useEffect } from 'react';
import { api, queryClient } from '#web/api.ts';
import { campaignListQuery } from '#web/campaigns/queries.ts';
import { now as clockNow, setClock, useNow } from '#web/clock.ts';
import { clockTime, day, zoneOfViewer } from '#web/format/time.ts';
import { useSession } from '#web/session.ts';
import { Menu } from '#web/ui/overlays/menu.tsx';
import { Coach } from './coach/coach.tsx';
import { jumpsFrom } from './jumps.ts';
import { clockQuery } from './queries.ts';

const remembered = 'is-sandbox';

/** Says that nobody real is called and whose time it is, and lets time go faster, stand still, or jump. */
export function SandboxBar() {
  const { data } = useQuery(clockQuery);
  const { isSystemAdmin } = useSession();
  useEffect(() => {
    if (data !== undefined) localStorage.setItem(remembered, data === null ? 'no' : 'yes');
  }, [data]);
  // Its place is kept while nobody knows yet, so that nothing moves when it comes.
  if (data === undefined && localStorage.getItem(remembered) !== 'no')
    return <div className="h-10 shrink-0 bg-violet-fill" />;
  if (!data) return null;
  return (
    <>
      <section
        aria-label="Sandbox"
        className="flex h-10 shrink-0 items-center gap-x-4 gap-y-1 overflow-x-auto bg-violet-fill px-4 text-sm whitespace-nowrap text-violet [scrollbar-width:none] md:px-8"
      >
        <span>
          <strong>Sandbox</strong>
          <span className="max-lg:hidden"> · no real calls</span>
        </span>
        <VirtualTime isJumping={data.jumpTo !== null} speed={data.speed} />
        {isSystemAdmin ? <ClockControls speed={data.speed} isJumping={data.jumpTo !== null} /> : null}
        <Link to="/settings" hash="providers" className="ms-auto font-semibold hover:underline">
          Connect a provider<span aria-hidden> →</span>
        </Link>
      </section>
      <Coach />
    </>
  );
}

function VirtualTime({ speed, isJumping }: { speed: number; isJumping: boolean }) {
  const now = useNow(500);
  const pace = isJumping ? 'jumping when the calls end' : speed === 0 ? 'stopped' : `${speed}×`;
  return (
    <span className="figures inline-flex items-center gap-1.5" title={`The sandbox’s own clock, ${zoneOfViewer()}`}>
      <Clock size={14} aria-hidden />
      <span className="max-md:hidden">{day(now, { now })},</span>
      <span className="font-semibold">{clockTime(now)}</span>
      <span>▸ {pace}</span>
    </span>
  );
}

const speeds = [1, 10, 60] as const;

function ClockControls({ speed, isJumping }: { speed: number; isJumping: boolean }) {
  const { mutate } = useMutation({
    mutationFn: (change: { speed?: number; jumpTo?: string }) => api.sandbox.setClock(change),
    onSuccess: (time) => {
      queryClient.setQueryData(clockQuery.queryKey, time);
      setClock(time);
    },
  });
  return (
    <>
      <span role="group" aria-label="Speed of the clock" className="flex items-center gap-0.5">
        {speeds.map((each) => (
          <Key key={each} isOn={speed === each} label={`${each} times as fast`} onPress={() => mutate({ speed: each })}>
            {each}×
          </Key>
        ))}
        <Key
          isOn={speed === 0}
          label={speed === 0 ? 'Let the clock run' : 'Stop the clock'}
          onPress={() => mutate({ speed: speed === 0 ? 60 : 0 })}
        >
          {speed === 0 ? <Play size={13} aria-hidden /> : <Pause size={13} aria-hidden />}
        </Key>
      </span>
      <JumpMenu
        isDisabled={isJumping}
        onJump={(to) => mutate({ jumpTo: to.toISOString(), ...(speed === 0 ? { speed: 60 } : {}) })}
      />
    </>
  );
}

const keyClass =
  'inline-flex h-7 min-w-8 items-center justify-center gap-1.5 rounded-md px-2 font-semibold hover:bg-surface aria-pressed:bg-surface disabled:opacity-55 pointer-coarse:h-9';

type KeyProps = { isOn: boolean; label: string; onPress: () => void; children: React.ReactNode };

function Key({ isOn, label, onPress, children }: KeyProps) {
  return (
    <button type="button" aria-label={label} aria-pressed={isOn} onClick={onPress} className={`figures ${keyClass}`}>
      {children}
    </button>
  );
}

function JumpMenu({ isDisabled, onJump }: { isDisabled: boolean; onJump: (to: Date) => void }) {
  const campaigns = queryClient
    .getQueryData(campaignListQuery({ status: 'active' }).queryKey)
    ?.pages.flatMap((page) => page.data);
  const timeZone = campaigns?.[0]?.timeZone ?? zoneOfViewer();
  const entries = jumpsFrom(clockNow(), { timeZone, campaigns: campaigns ?? [] }).map(({ label, to }) => ({
    label,
    shortcut: clockTime(to),
    onSelect: () => onJump(to),
  }));
  return (
    <Menu
      align="start"
      trigger={
        <button type="button" disabled={isDisabled} className={keyClass}>
          <FastForward size={14} aria-hidden />
          Jump to…
        </button>
      }
      entries={entries}
    />
  );
}
