/** While this lasts, local clocks are `offset` milliseconds ahead of UTC; instants in milliseconds, `until` excluded. */
export type OffsetSpan = { from: number; until: number; offset: number };

const spansKept = 8;
const zonesKept = 1000;
const known = new Map<string, OffsetSpan[]>();

/** The span of constant offset around an instant in a zone; null when the zone or the instant is unknown. */
export function offsetAt(zone: string, at: number): OffsetSpan | null {
  const spans = known.get(zone);
  const latest = spans?.[0];
  if (latest !== undefined && at >= latest.from && at < latest.until) return latest;
  const older = spans?.find((span) => at >= span.from && at < span.until);
  const span = older ?? findSpan(zone, at);
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

/** The span used last comes first: a process lives in one or two spans of a zone at a time. */
function keep(zone: string, span: OffsetSpan): void {
  if (known.size >= zonesKept && !known.has(zone)) known.clear();
  const others = (known.get(zone) ?? []).filter((other) => other.from !== span.from);
  known.set(zone, [span, ...others].slice(0, spansKept));
}
