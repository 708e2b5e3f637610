import type { CliConfig } from './config.ts';

/** As much of a stream as output needs. */
export type Stream = {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
  columns?: number | undefined;
  hasColors?(): boolean;
};

export type Column<Row> = { title: string; value: (row: Row) => string; align?: 'right' };

const styles = { bold: ['\u001B[1m', '\u001B[22m'], dim: ['\u001B[2m', '\u001B[22m'] } as const;

/** Data go to `out`, everything that is told to people goes to `err`. */
export class Output {
  readonly #out: Stream;
  readonly #err: Stream;
  readonly #isLive: boolean;
  #lineIsOpen = false;
  #milestone = '';

  constructor(streams: { out: Stream; err: Stream }, { isDumb }: Pick<CliConfig, 'isDumb'>) {
    this.#out = streams.out;
    this.#err = streams.err;
    this.#isLive = streams.err.isTTY === true && !isDumb;
  }

  /** Whether a person reads the data: ids are cut short then, tables are aligned. */
  get isRead(): boolean {
    return this.#out.isTTY === true;
  }

  /** A line of data. */
  print(text: string): void {
    this.#closeLine();
    this.#out.write(`${text}\n`);
  }

  /** A value as one line of JSON. */
  json(value: unknown): void {
    this.print(JSON.stringify(value));
  }

  /** A message. */
  say(text: string): void {
    this.#closeLine();
    this.#err.write(`${text}\n`);
  }

  /** The state of things now: on a terminal it takes the place of what it said before, else it is a line a milestone. */
  progress(text: string, milestone: string): void {
    if (this.#isLive) {
      this.#err.write(`\r\u001B[2K${fit(text, (this.#err.columns ?? 80) - 1)}`);
      this.#lineIsOpen = true;
    } else if (milestone !== this.#milestone) {
      this.#err.write(`${text}\n`);
    }
    this.#milestone = milestone;
  }

  /** Aligned for people; for programs tab-separated, whole, with the titles in the first line. */
  table<Row>(columns: Column<Row>[], rows: Row[]): void {
    const titles = columns.map(({ title }) => title);
    const cells = rows.map((row) => columns.map(({ value }) => value(row)));
    if (!this.isRead) return this.print([titles, ...cells].map((line) => line.map(flat).join('\t')).join('\n'));
    const widths = titles.map((title, at) => Math.max(...[title, ...cells.map((line) => line[at] ?? '')].map(widthOf)));
    const lines = [titles, ...cells].map((line) => {
      const padded = line.map((cell, at) => pad(cell, widths[at] ?? 0, columns[at]?.align));
      return fit(padded.join('  ').trimEnd(), this.#out.columns ?? 80);
    });
    const [head = '', ...body] = lines;
    this.print([this.#style('dim', head), ...body].join('\n'));
  }

  /** Names and what they are, a line each. */
  facts(title: string, facts: readonly (readonly [name: string, value: string])[]): void {
    const width = Math.max(...facts.map(([name]) => name.length));
    const lines = facts.map(([name, value]) => `${this.#style('dim', name.padEnd(width))}  ${value}`);
    this.print([this.#style('bold', title), ...lines].join('\n'));
  }

  #style(style: keyof typeof styles, text: string): string {
    const [on, off] = styles[style];
    return this.isRead && (this.#out.hasColors?.() ?? false) ? `${on}${text}${off}` : text;
  }

  #closeLine(): void {
    if (this.#lineIsOpen) this.#err.write('\n');
    this.#lineIsOpen = false;
  }
}

function pad(cell: string, width: number, align: 'right' | undefined): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(cell)));
  return align === 'right' ? `${space}${cell}` : `${cell}${space}`;
}

function widthOf(text: string): number {
  return [...text].length;
}

/** Cut to what fits in one line of the terminal: a line that wraps can't be drawn again. */
function fit(text: string, width: number): string {
  const letters = [...text];
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
}

function flat(cell: string): string {
  return cell.replaceAll(/\s+/g, ' ');
}
