import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import type { CallInHand } from './calls-in-hand.ts';

type Change = { before: CallInHand; after: CallInHand };

/** What a batch of calls says of one contact. */
type News = {
  workspaceId: string;
  id: string;
  successful: number;
  notConnected: number;
  /** The latest conversation that is new, or of which more is known now. */
  talkedAt: Date | null;
  summary: string | null;
  /** A conversation that was none: a machine was recognised after the end. */
  retractedAt: Date | null;
};

/**
 * Keeps each contact's counts and last conversation, as a part of a statement; null when there is nothing to keep. A
 * call counts once, by what is known of it last: a goal or a summary that comes after the end is not lost.
 */
export function contactsUpdated(changes: readonly Change[], now: Date): RawBuilder<unknown> | null {
  const news = gather(changes);
  if (news.length === 0) return null;
  const column = <T>(of: (each: News) => T) => news.map(of);
  return sql`
    with news as (
      select * from unnest(
        ${column(({ workspaceId }) => workspaceId)}::uuid[], ${column(({ id }) => id)}::uuid[],
        ${column(({ successful }) => successful)}::int[], ${column(({ notConnected }) => notConnected)}::int[],
        ${column(({ talkedAt }) => talkedAt)}::timestamptz[], ${column(({ summary }) => summary)}::text[],
        ${column(({ retractedAt }) => retractedAt)}::timestamptz[]
      ) as news (workspace_id, id, successful, not_connected, talked_at, summary, retracted_at)
    ),
    -- Two campaigns may speak to one contact: rows are locked in the order of their ids.
    locked as (
      select c.workspace_id, c.id from contacts c join news n on c.workspace_id = n.workspace_id and c.id = n.id
      order by c.id
      for update of c
    )
    update contacts c
    set successful_calls = c.successful_calls + n.successful,
      not_connected = c.not_connected + n.not_connected,
      last_conversation_at = case
        when n.talked_at >= coalesce(c.last_conversation_at, '-infinity') then n.talked_at
        when n.retracted_at = c.last_conversation_at then null
        else c.last_conversation_at end,
      last_summary = case
        when n.talked_at >= coalesce(c.last_conversation_at, '-infinity') then n.summary
        when n.retracted_at = c.last_conversation_at then null
        else c.last_summary end,
      updated_at = ${now}
    from locked l
    join news n on n.workspace_id = l.workspace_id and n.id = l.id
    where c.workspace_id = l.workspace_id and c.id = l.id
  `;
}

/** One row for each contact: two calls to it may be in one batch, of which a join would write one. */
function gather(changes: readonly Change[]): News[] {
  const all = new Map<string, News>();
  for (const change of changes) {
    const news = newsOf(change);
    if (!news) continue;
    const known = all.get(news.id);
    all.set(news.id, known ? together(known, news) : news);
  }
  return [...all.values()];
}

function newsOf({ before, after }: Change): News | null {
  if (before.contactId === null) return null;
  const [was, is] = [tally(before), tally(after)];
  const news: News = {
    workspaceId: before.workspaceId,
    id: before.contactId,
    successful: is.successful - was.successful,
    notConnected: is.notConnected - was.notConnected,
    talkedAt: isNewTalk(was, is) ? is.talkedAt : null,
    summary: is.summary,
    retractedAt: was.talkedAt !== null && is.talkedAt === null ? was.talkedAt : null,
  };
  const isNothing = news.successful === 0 && news.notConnected === 0 && !news.talkedAt && !news.retractedAt;
  return isNothing ? null : news;
}

type Tally = { successful: number; notConnected: number; talkedAt: Date | null; summary: string | null };

/** What a call counts for its contact, as far as it is known. */
function tally({ disposition, details, answeredAt, endedAt }: CallInHand): Tally {
  const hasEnded = disposition !== null && disposition !== 'not_placed';
  const isTalk = disposition === 'answered';
  return {
    successful: hasEnded && details.goalMet === true ? 1 : 0,
    notConnected: hasEnded && !isTalk ? 1 : 0,
    talkedAt: isTalk ? (answeredAt ?? endedAt) : null,
    summary: isTalk ? (details.summary ?? null) : null,
  };
}

function isNewTalk(was: Tally, is: Tally): boolean {
  return was.talkedAt?.getTime() !== is.talkedAt?.getTime() || was.summary !== is.summary;
}

function together(one: News, other: News): News {
  const [early, late] = Number(one.talkedAt) <= Number(other.talkedAt) ? [one, other] : [other, one];
  return {
    ...late,
    successful: one.successful + other.successful,
    notConnected: one.notConnected + other.notConnected,
    retractedAt: late.retractedAt ?? early.retractedAt,
  };
}
