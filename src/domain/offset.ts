/** While this lasts, local clocks are `offset` milliseconds ahead of UTC; instants in milliseconds, `until` excluded. */
export type OffsetSpan = { from: number; until: number; offset: number };

const spansKept = 8;
const zonesKept = 1000;
const known = new Map<string, OffsetSpan[]>();

/** The span of constant offset around an instant in a zone; null when the zone or the instant is unknown. */
export function offsetAt(zone: string, at: number): OffsetSpan | null {
  const kept = known.get(zone)?.find((span) => at >= span.from && at < span.until);
  if (kept !== undefined) return kept;
  const span = findSpan(zone, at);
  if (span !== null) keep(zone, span);
  return span;
}

function findSpan(zone: string, at: number): OffsetSpan | null {
  try {
    const moment = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
    // One nanosecond later, as a transition at this very instant is the span's start and not the one before.
    const from = moment.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
    const until = moment.getTimeZoneTransition('next');
    return {
      from: from?.epochMilliseconds ?? -Infinity,
      until: until?.epochMilliseconds ?? Infinity,
      offset: moment.offsetNanoseconds / 1e6,
    };
  } catch {
    return null;
  }
}

/** The span asked for last comes first: a process lives in one or two spans of a zone at a time. */
function keep(zone: string, span: OffsetSpan): void {
  if (known.size >= zonesKept) known.clear();
  known.set(zone, [span, ...(known.get(zone) ?? [])].slice(0, spansKept));
}
