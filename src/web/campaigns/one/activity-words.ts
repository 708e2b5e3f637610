import type { Activity } from '#contract/campaigns.ts';
import { count } from '#web/format/number.ts';

const kinds: Record<string, string> = {
  created: 'Created the campaign',
  started: 'Started it',
  scheduled: 'Scheduled its start',
  paused: 'Paused it',
  resumed: 'Resumed it',
  cancelled: 'Cancelled it',
  retried: 'Queued people again',
  completed: 'Everybody was called',
  failed: 'It could not go on',
  changed: 'Changed its settings',
};

/** What somebody did, in words; what came with it after a dash. */
export function activityWords({ kind, detail, changes }: Pick<Activity, 'kind' | 'detail' | 'changes'>): string {
  const [only, ...others] = changes;
  if (kind === 'changed' && only && others.length === 0) return `Changed ${fieldName(only.field)}`;
  const said = kinds[kind] ?? sentenceCase(kind);
  const reason = detail['reason'];
  const people = detail['people'];
  if (typeof reason === 'string') return `${said}: ${reason}`;
  return typeof people === 'number' ? `${said}: ${count(people)}` : said;
}

const names: Record<string, string> = {
  ...{ agentId: 'agent', fromNumberIds: 'caller numbers', concurrentCallsLimit: 'calls at once', endAt: 'end date' },
  ...{ firstCallTime: 'first call', lastCallTime: 'last call', paceMode: 'pace', gapSeconds: 'gap between calls' },
  ...{ retryOn: 'retry after', maxRetries: 'retries', delays: 'retry delays', startAt: 'start' },
};

export function fieldName(field: string): string {
  return names[field] ?? field.replaceAll(/([A-Z])/g, ' $1').toLowerCase();
}

const weekdays = ['', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** A setting as it was or is, as people read it. */
export function valueWords(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return 'none';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return listWords(field, value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function listWords(field: string, values: readonly unknown[]): string {
  if (values.length === 0) return 'none';
  const words = field === 'days' ? values.map((day) => weekdays[Number(day)] ?? '') : values.map(String);
  return words.map((word) => delay(word).replaceAll('_', ' ')).join(', ');
}

/** "PT1H30M" as "1 h 30 min"; anything else as it is. */
function delay(text: string): string {
  const [, days, hours, minutes] = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?$/.exec(text) ?? [];
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean);
  return parts.length === 0 ? text : parts.join(' ');
}

function sentenceCase(kind: string): string {
  const text = kind.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
