export type Source = 'hand' | 'api' | 'file' | 'call';
export type SuppressionFilter = { q?: string; source?: Source };

const sources: readonly string[] = ['hand', 'api', 'file', 'call'];

/** What the address asks for; a source that is none is passed over. */
export function filterOf(search: Readonly<Record<string, string | undefined>>): SuppressionFilter {
  const { q, source } = search;
  return {
    ...(q === undefined ? {} : { q }),
    ...(source !== undefined && sources.includes(source) ? { source: source as Source } : {}),
  };
}
