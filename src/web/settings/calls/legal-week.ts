type Week = Readonly<Record<string, readonly (readonly [string, string])[]>>;

const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** The hours of a week in a line, days with the same hours together: "Mon–Fri 08:00–21:00, Sat 09:00–18:00". */
export function describeWeek(week: Week): string {
  const hours = names.map((_, place) =>
    (week[String(place + 1)] ?? []).map(([from, to]) => `${from}–${to}`).join(' and '),
  );
  const runs: { first: number; last: number; text: string }[] = [];
  hours.forEach((text, place) => {
    const run = runs.at(-1);
    if (run?.text === text) run.last = place;
    else runs.push({ first: place, last: place, text });
  });
  const open = runs.filter(({ text }) => text !== '');
  if (open.length === 0) return 'Never';
  return open.map(({ first, last, text }) => `${daysOf(first, last)} ${text}`).join(', ');
}

function daysOf(first: number, last: number): string {
  if (first === 0 && last === 6) return 'Every day';
  return first === last ? `${names[first]}` : `${names[first]}–${names[last]}`;
}
