import { api, queryClient } from '#web/api.ts';

/** Where to go after signing in: a path of this dashboard, and never another site's. */
export function destination(to: string | undefined): string {
  if (to === undefined || !to.startsWith('/') || /^\/[/\\]/.test(to)) return '/campaigns';
  return /^\/(sign-in|sign-up)\b/.test(to) ? '/campaigns' : to;
}

/** The secret of an invitation's link, which its fragment holds; null when it holds none. */
export function invitationIn(hash: string): string | null {
  const token = hash.replace(/^#/, '').replace(/^invitation=/, '');
  return token.length < 20 ? null : decodeURIComponent(token);
}

const kept = 'invitation';

/** Keeps an invitation in this tab while somebody signs in: an address that is sent to the server must not hold it. */
export function keepInvitation(token: string): void {
  sessionStorage.setItem(kept, token);
}

/** The invitation of the address, or the one that was kept. */
export function findInvitation(): string | null {
  return invitationIn(location.hash) ?? sessionStorage.getItem(kept);
}

export function forgetInvitation(): void {
  sessionStorage.removeItem(kept);
}

/** Begins anew as whoever just came in: nothing stays in memory of who was here before. */
export function enter(path: string): void {
  queryClient.clear();
  location.replace(path);
}

export const entranceQuery = {
  queryKey: ['entrance'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.auth.entrance({}, { signal }),
};
