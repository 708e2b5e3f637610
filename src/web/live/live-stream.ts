import type { LiveEvent } from '#contract/live.ts';
import { api } from '#web/api.ts';

/** `live`: events come; `lost`: the connection is being made again; `off`: somebody paused updates. */
export type LiveState = { state: 'connecting' | 'live' | 'lost' | 'off'; lastEventAt: number | null };

type Message = { kind: 'event'; event: LiveEvent } | { kind: 'connection'; isOpen: boolean };

const listeners = new Set<(event: LiveEvent) => void>();
const watchers = new Set<() => void>();
let state: LiveState = { state: 'connecting', lastEventAt: null };
let isPaused = false;

/** Calls back with each event, in order and each once; returns what ends it. */
export function onLiveEvent(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const liveStatus = {
  subscribe(watcher: () => void): () => void {
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
  read: () => state,
};

/** Pauses what moves on the screen, or lets it go on: what was missed is read again then. */
export function pauseLive(paused: boolean): void {
  isPaused = paused;
  become({ state: paused ? 'off' : 'live' });
  if (!paused) tell({ id: '', event: 'reset', data: {} });
}

/**
 * One stream for all tabs of a browser: whoever holds the lock follows it and passes on what comes, as browsers allow six
 * connections to a server. Returns what ends this tab's part.
 */
export function followLive(workspaceId: string): () => void {
  const stop = new AbortController();
  const channel = new BroadcastChannel(`carillon-live-${workspaceId}`);
  channel.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
  const pass = (message: Message) => {
    channel.postMessage(message);
    receive(message);
  };
  void navigator.locks
    .request(`carillon-live-${workspaceId}`, { signal: stop.signal }, () => lead(pass, stop.signal))
    .catch(() => {});
  // A tab that only listens learns from the first event that the stream is open.
  return () => {
    stop.abort();
    channel.close();
  };
}

async function lead(pass: (message: Message) => void, signal: AbortSignal): Promise<void> {
  const events = api.live.events({}, { signal, onConnection: (isOpen) => pass({ kind: 'connection', isOpen }) });
  try {
    for await (const event of events) pass({ kind: 'event', event });
  } catch {
    pass({ kind: 'connection', isOpen: false });
  }
}

function receive(message: Message): void {
  if (message.kind === 'connection') {
    if (!isPaused) become({ state: message.isOpen ? 'live' : 'lost' });
    return;
  }
  become({ lastEventAt: performance.now(), ...(isPaused ? {} : { state: 'live' as const }) });
  if (!isPaused) tell(message.event);
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

function become(change: Partial<LiveState>): void {
  const next = { ...state, ...change };
  const isShown = next.state !== state.state;
  state = next;
  if (isShown) for (const watcher of watchers) watcher();
}
