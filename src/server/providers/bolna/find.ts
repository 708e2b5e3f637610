import type { AttemptQuery, CallReport, ProviderAccount, RemoteAgent } from '../../provider.ts';
import { ask, complaintOf, parse, read } from './ask.ts';
import { reportOfFetched } from './report.ts';
import { AgentList, Execution, ExecutionList } from './wire.ts';

/** From a minute before the request to longer after it than any create-call takes: a narrow window keeps the list short. */
const windowMs = 5 * 60_000;
const pageSize = 50;
/** More than Bolna takes of an organisation in that time. */
const pagesMax = 60;

export async function fetchCall(account: ProviderAccount, providerCallId: string): Promise<CallReport | 'not_found'> {
  const answer = await ask(account, 'GET', `/executions/${encodeURIComponent(providerCallId)}`);
  if (answer.status === 404) return 'not_found';
  if (answer.status !== 200) throw new Error(`Bolna answered ${answer.status}: ${complaintOf(answer)}`);
  return reportOfFetched(Execution.parse(parse(answer.body)));
}

export async function listAgents(account: ProviderAccount): Promise<RemoteAgent[]> {
  const agents = AgentList.parse(await read(account, '/v2/agent/all'));
  return agents.map(({ id, agent_name: name }) => ({ id, name: name || id }));
}

/**
 * Bolna can't be searched by our id: it lists calls by agent and time, cut short, so each one to that number is opened.
 * Every agent is asked, because ours may have been given another one since. A call that brings no id back is taken for
 * ours by its number and time; those that bring it back come first.
 */
export async function findByAttempt(account: ProviderAccount, attempt: AttemptQuery): Promise<CallReport[]> {
  const found: CallReport[] = [];
  for (const { id: agentId } of await listAgents(account)) {
    for (const id of await candidates(account, agentId, attempt)) {
      const report = await fetchCall(account, id);
      if (report !== 'not_found' && (report.callId === null || report.callId === attempt.callId)) found.push(report);
    }
  }
  return found.toSorted((a, b) => Number(a.callId === null) - Number(b.callId === null));
}

async function candidates(account: ProviderAccount, agentId: string, attempt: AttemptQuery): Promise<string[]> {
  const ids = new Set<string>();
  const query = new URLSearchParams({
    from: attempt.since.toISOString(),
    to: new Date(attempt.since.getTime() + windowMs).toISOString(),
    page_size: String(pageSize),
  });
  for (let page = 1; page <= pagesMax; page++) {
    query.set('page_number', String(page));
    const path = `/v2/agent/${encodeURIComponent(agentId)}/executions?${query}`;
    const { data, has_more: hasMore } = ExecutionList.parse(await read(account, path));
    for (const { id, telephony_data: line } of data) {
      if (!line?.to_number || digits(line.to_number) === digits(attempt.to)) ids.add(id);
    }
    if (hasMore !== true) return [...ids];
  }
  throw new Error(`Bolna lists more than ${pagesMax * pageSize} calls of one agent: absence can't be told.`);
}

function digits(phone: string): string {
  return phone.replaceAll(/\D/g, '');
}
