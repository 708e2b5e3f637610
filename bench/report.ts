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

/** The whole of docs/benchmarks.md. */
export function reportOf(
  sections: readonly Section[],
  { machine, day, isQuick }: { machine: string; day: string; isQuick: boolean },
): string {
  const targets = sections.flatMap((section) => section.targets);
  return [
    '# Benchmarks',
    `Written by \`npm run bench\`${isQuick ? ' in its short form (`-- --quick`): smaller numbers of everything, one run' : ''} on ${day}. ` +
      'The rivals are in `bench/rivals`, written from their descriptions.',
    `Machine: ${machine}. Everything of a measurement (database, simulator, the system under test) shares it. Compare the figures, don't quote them.`,
    ...sections.map(sectionOf),
    '## Targets',
    tableOf(
      ['target', 'goal', 'reached', ''],
      targets.map(({ what, goal, reached, isMet }) => [what, goal, reached, isMet ? 'met' : '**missed**']),
    ),
    '',
  ].join('\n\n');
}

/** A section as Markdown. */
export function sectionOf({ title, text, head, rows }: Section): string {
  return [`## ${title}`, ...text, tableOf(head, rows)].join('\n\n');
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
