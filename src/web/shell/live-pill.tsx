import { CircleDot, CircleSlash2, Loader, Pause } from 'lucide-react';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { liveStatus, pauseLive } from '#web/live/live-stream.ts';
import { longDuration } from '#web/format/time.ts';
import { Tooltip } from '#web/ui/overlays/tooltip.tsx';
import { useShortcuts } from './shortcuts.ts';

/** Whether what is shown is of now; pressing it holds everything still, or lets it go on. */
export function LivePill() {
  const { state } = useSyncExternalStore(liveStatus.subscribe, liveStatus.read);
  const silence = useSilence(state === 'lost');
  const isOffline = state === 'lost' && silence > 30;
  const toggle = () => pauseLive(state !== 'off');
  useShortcuts([{ keys: '.', does: 'Pause or continue live updates', run: toggle }]);
  const looks = {
    connecting: { icon: <Loader size={14} aria-hidden />, text: 'Connecting…', tone: 'text-text-3' },
    live: { icon: <CircleDot size={14} aria-hidden />, text: 'Live', tone: 'text-green' },
    lost: { icon: <Loader size={14} aria-hidden />, text: 'Reconnecting…', tone: 'text-yellow' },
    off: { icon: <Pause size={14} aria-hidden />, text: 'Updates paused', tone: 'text-text-2' },
    offline: { icon: <CircleSlash2 size={14} aria-hidden />, text: 'Offline', tone: 'text-red' },
  } as const;
  const { icon, text, tone } = looks[isOffline ? 'offline' : state];
  return (
    <Tooltip text={state === 'off' ? 'Continue live updates' : 'Hold everything still'} shortcut=".">
      <button
        type="button"
        onClick={toggle}
        aria-pressed={state === 'off'}
        className={`inline-flex h-8 items-center gap-1.5 rounded-full border border-line px-2.5 text-sm font-semibold whitespace-nowrap hover:bg-hover pointer-coarse:h-11 ${tone}`}
      >
        {icon}
        <span role="status" aria-label={`Updates: ${text}`}>
          {text}
        </span>
        {state === 'lost' ? (
          <span className="figures font-normal text-text-2">last update {longDuration(silence)} ago</span>
        ) : null}
      </button>
    </Tooltip>
  );
}

/** Seconds since the last event while the connection is lost. */
function useSilence(isLost: boolean): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    if (!isLost) return setSeconds(0);
    const read = () => setSeconds((performance.now() - (liveStatus.read().lastEventAt ?? performance.now())) / 1000);
    read();
    const timer = setInterval(read, 1000);
    return () => clearInterval(timer);
  }, [isLost]);
  return seconds;
}
