export type Target = { what: string; goal: string; reached: string; isMet: boolean };

/** One measurement as it is written down. */
export type Section = {
  title: string;
  /** Paragraphs: what was measured, and how. */
  text: string[];
  head: string[];
  rows: string[][];
  targets: Target[];
};

/** What was measured, as the page that is kept of it. */
export function asMarkdown(sections: readonly Section[], machine: string): string {
  const targets = sections.flatMap((section) => section.targets);
  return [
    '# Benchmarks',
    `Written by \`npm run bench\` on ${machine}. Everything ran on that one machine, the callers, the called and the databases ` +
      'together; compare the figures of one run with each other, not with those of another machine.',
    '## Targets',
    table(
      ['', 'goal', 'reached', ''],
      targets.map((target) => [target.what, target.goal, target.reached, target.isMet ? 'met' : '**missed**']),
    ),
    ...sections.flatMap((section) => [`## ${section.title}`, ...section.text, table(section.head, section.rows)]),
    '',
  ].join('\n\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map((row) => line(row))].join('\n');
}
