export type State = 'ok' | 'warning' | 'failed';

/** What one check found, in a sentence that says what to do where it is not well. */
export type Finding = { name: string; state: State; detail: string };

export function ok(name: string, detail: string): Finding {
  return { name, state: 'ok', detail };
}

export function warning(name: string, detail: string): Finding {
  return { name, state: 'warning', detail };
}

export function failed(name: string, detail: string): Finding {
  return { name, state: 'failed', detail };
}

/** A check that can't be made is one that failed. */
export async function attempt(name: string, check: () => Promise<Finding[] | Finding>): Promise<Finding[]> {
  try {
    return [await check()].flat();
  } catch (cause) {
    return [failed(name, `${reasonOf(cause)}.`)];
  }
}

export function reasonOf(cause: unknown): string {
  const first = cause instanceof AggregateError ? cause.errors[0] : cause;
  if (!(first instanceof Error)) return String(first);
  const inner = first.cause instanceof Error ? `: ${reasonOf(first.cause)}` : '';
  return `${first.message || ('code' in first ? String(first.code) : first.name)}${inner}`.replace(/\.$/, '');
}
