import type { Agent } from '#contract/agents.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

type Asking = Pick<Session, 'client'>;
type Page<Row> = { data: Row[]; page: { nextCursor: string | null; hasMore: boolean } };
type Cut = { limit: number; cursor?: string };

const pageSize = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Reads on from page to page until there are `most` rows, or no more. */
export async function readAll<Row>(read: (cut: Cut) => Promise<Page<Row>>, most = Infinity): Promise<Page<Row>> {
  const data: Row[] = [];
  let cursor: string | null = null;
  do {
    const limit = Math.min(pageSize, most - data.length);
    const next: Page<Row> = await read(cursor === null ? { limit } : { limit, cursor });
    data.push(...next.data);
    cursor = next.page.hasMore ? next.page.nextCursor : null;
  } while (cursor !== null && data.length < most);
  return { data, page: { nextCursor: cursor, hasMore: cursor !== null } };
}

/** The campaign whose id begins so; throws a Failure when there is none, or more than one. */
export async function findCampaign({ client }: Asking, prefix: string): Promise<Campaign> {
  const wanted = prefix.trim().toLowerCase();
  if (uuid.test(wanted)) return client.campaigns.get({ id: wanted });
  const { data } = await readAll((cut) => client.campaigns.list(cut));
  const found = wanted === '' ? [] : data.filter(({ id }) => id.startsWith(wanted));
  const [only, second] = found;
  if (only && !second) return only;
  if (!only)
    throw new Failure('notFound', `No campaign's id begins with "${prefix}". List them: carillon campaigns list`);
  const lines = found.slice(0, 5).map(({ id, name }) => `  ${id}  ${name}`);
  throw new Failure(
    'usage',
    [`${found.length} campaigns' ids begin with "${prefix}". Write more of it:`, ...lines].join('\n'),
  );
}

/** The agent of this name, or whose id begins so; the oldest one when none is named. */
export async function findAgent({ client }: Asking, wanted: string | undefined): Promise<Agent> {
  const { data } = await readAll((cut) => client.agents.list(cut));
  const named = wanted?.trim().toLowerCase();
  const found = named === undefined ? data.slice(0, 1) : matchAgents(data, named);
  const [only, second] = found;
  if (only && !second) return only;
  const list = data.map(({ id, name }) => `  ${name}  ${id}`);
  const those = list.length > 0 ? ['There are:', ...list] : ['There is none yet. Make one: POST /api/v1/agents'];
  if (named === undefined) throw new Failure('notFound', those.join('\n'));
  const what = only ? `More than one agent is meant by "${wanted}".` : `There is no agent "${wanted}".`;
  throw new Failure(only ? 'usage' : 'notFound', [what, ...those].join('\n'));
}

/** An exact name or id wins over the beginnings of ids. */
function matchAgents(agents: Agent[], wanted: string): Agent[] {
  const exact = agents.filter(({ id, name }) => name.toLowerCase() === wanted || id === wanted);
  if (exact.length > 0 || wanted === '') return exact;
  return agents.filter(({ id }) => id.startsWith(wanted));
}
