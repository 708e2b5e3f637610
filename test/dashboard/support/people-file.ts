/** A file of people as a browser would pick it. */
export function fileOf(lines: readonly string[], name = 'people.csv'): { content: Blob; name: string } {
  return { content: new Blob([`${lines.join('\n')}\n`]), name };
}
