import type { ApiKey } from '#contract/api-keys.ts';

/** Whether a key still opens something. */
export function keyState({ revokedAt, expiresAt }: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: Date) {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'good';
}

const day = 86_400_000;

/** When a key ends that is to last so many days from now; nothing for one that has no end. */
export function endOf(days: string, now: Date): { expiresAt?: string } {
  return days === 'never' ? {} : { expiresAt: new Date(now.getTime() + Number(days) * day).toISOString() };
}

/** The scopes that reading and writing of nouns come to; writing holds reading. */
export function scopesOf(chosen: Readonly<Record<string, 'read' | 'write' | 'none'>>): string[] {
  return Object.entries(chosen).flatMap(([noun, right]) => (right === 'none' ? [] : [`${noun}:${right}`]));
}
