type Named = { id: string; name: string };

/** Two letters for each of some workspaces, in the order of their names: different ones for different workspaces. */
export function lettersOf(named: readonly Named[]): readonly (Named & { letters: string })[] {
  const each = [...new Map(named.map((one) => [one.id, one])).values()].toSorted((a, b) =>
    a.name.localeCompare(b.name),
  );
  const taken = new Set<string>();
  return each.map((one, place) => {
    const initials = one.name
      .split(/\s+/)
      .slice(0, 2)
      .map((word) => word.slice(0, 1).toUpperCase())
      .join('');
    const letters = taken.has(initials) || initials === '' ? `${initials.slice(0, 1)}${place + 1}` : initials;
    taken.add(letters);
    return { ...one, letters };
  });
}
