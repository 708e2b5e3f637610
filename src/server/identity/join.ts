import { realNow } from '#server/clock.ts';
import type { Runner } from '#server/database/pool.ts';
import { Conflict, Invalid } from '#server/errors.ts';
import { hashOf } from '#server/http/actor.ts';
import { insertMember, useInvitation } from '#server/members/sql.ts';

/** Uses an invitation up. */
export async function join(trx: Runner, { userId, email, token }: { userId: string; email: string; token: string }) {
  const now = realNow();
  const place = await useInvitation(trx, { hash: hashOf(token), email, now });
  if (!place) throw badLink();
  await insertMember(trx, { ...place, userId, now });
  return place;
}

export function badLink(): Invalid {
  const detail = 'This link was used already, has expired, was withdrawn, or is for another e-mail. Ask for a new one.';
  return new Invalid('link_not_valid', detail);
}

export function emailTaken(): Conflict {
  return new Conflict('email_taken', 'Somebody has this e-mail already. Sign in, or take another one.');
}
