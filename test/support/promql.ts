/** As much of PromQL as our alerts and panels say, on what two scrapes gave: ranges begin with the first and end with the second. */

export type Sample = { name: string; labels: Record<string, string>; value: number };
export type Scrapes = { first: Sample[]; last: Sample[]; at: Date };

type Point = { labels: Record<string, string>; value: number };
type Value = number | Point[];

/** The lines of Prometheus' text format. */
export function readExposition(text: string): Sample[] {
  return text.split('\n').flatMap((line) => {
    const found = /^([a-z_:][\w:]*)(?:\{(.*)\})? (\S+)$/i.exec(line);
    if (!found) return [];
    const [, name = '', labels = '', value = ''] = found;
    const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [key, text]);
    return [{ name, labels: Object.fromEntries(pairs), value: Number(value) }];
  });
}

/** The names of metrics that an expression reads. */
export function metricsIn(expression: string): string[] {
  return [...new Set(expression.match(/\b(carillon|process|nodejs)_\w+/g))];
}

/** Whether an alert of this expression would be pending: it gives any point at all. */
export function holds(expression: string, scrapes: Scrapes): boolean {
  const value = new Reader(expression, scrapes).read();
  return typeof value === 'number' ? value !== 0 : value.length > 0;
}

const operations: Record<string, (a: number, b: number) => number> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};
const comparisons: Record<string, (a: number, b: number) => boolean> = {
  '>': (a, b) => a > b,
  '<': (a, b) => a < b,
  '==': (a, b) => a === b,
};

class Reader {
  readonly #words: string[];
  readonly #scrapes: Scrapes;

  constructor(expression: string, scrapes: Scrapes) {
    this.#words = expression.match(/\{[^}]*\}|\[\w+\]|[a-z_]\w*|[\d.]+|==|[-+*/<>()]/gi) ?? [];
    this.#scrapes = scrapes;
  }

  read(): Value {
    const value = this.#compared();
    if (this.#words.length > 0) throw new Error(`this reader of PromQL stops at ${this.#words.join(' ')}`);
    return value;
  }

  #compared(): Value {
    const left = this.#summed();
    const compare = comparisons[this.#words[0] ?? ''];
    if (!compare) return left;
    this.#words.shift();
    const right = this.#summed();
    return pointsOf(left).filter(({ labels, value }) => {
      const other = matching(right, labels);
      return other !== undefined && compare(value, other);
    });
  }

  #summed(): Value {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#atom()));
  }

  #chain(operators: string[], next: () => Value): Value {
    let left = next();
    while (operators.includes(this.#words[0] ?? '')) {
      const operate = operations[this.#words.shift() ?? ''] ?? (() => NaN);
      const right = next();
      const vector = typeof left === 'number' && typeof right !== 'number' ? right : pointsOf(left);
      const from = left;
      left = vector.flatMap(({ labels }) => {
        const [a, b] = [matching(from, labels), matching(right, labels)];
        return a === undefined || b === undefined ? [] : [{ labels, value: operate(a, b) }];
      });
    }
    return left;
  }

  #atom(): Value {
    const word = this.#words.shift() ?? '';
    if (/^[\d.]+$/.test(word)) return Number(word);
    if (this.#words[0] === '(') return this.#call(word);
    return this.#pick(this.#selector(word), 'last');
  }

  #call(name: string): Value {
    this.#words.shift();
    const value = name === 'rate' || name === 'increase' ? this.#growth() : this.#folded(name);
    if (this.#words.shift() !== ')') throw new Error(`this reader of PromQL misses the end of ${name}()`);
    return value;
  }

  /** A rate too is how much it grew: ours are only compared with each other. */
  #growth(): Point[] {
    const selector = this.#selector(this.#words.shift() ?? '');
    this.#words.shift();
    const first = this.#pick(selector, 'first');
    return this.#pick(selector, 'last').flatMap(({ labels, value }) => {
      const before = matching(first, labels);
      return before === undefined ? [] : [{ labels, value: value - before }];
    });
  }

  #folded(name: string): Value {
    if (name === 'time') return this.#scrapes.at.getTime() / 1000;
    const values = pointsOf(this.#compared()).map(({ value }) => value);
    if (name === 'absent') return values.length === 0 ? [{ labels: {}, value: 1 }] : [];
    if (name !== 'sum') throw new Error(`this reader of PromQL does not know ${name}()`);
    return values.length === 0 ? [] : [{ labels: {}, value: values.reduce((sum, value) => sum + value, 0) }];
  }

  #selector(name: string): Selector {
    const matchers = this.#words[0]?.startsWith('{') ? (this.#words.shift() ?? '') : '';
    const wanted = [...matchers.matchAll(/(\w+)=~?"([^"]*)"/g)];
    return { name, wanted: wanted.map(([, label = '', pattern = '']) => [label, new RegExp(`^(?:${pattern})$`)]) };
  }

  #pick({ name, wanted }: Selector, of: 'first' | 'last'): Point[] {
    return this.#scrapes[of].filter(
      (sample) => sample.name === name && wanted.every(([label, pattern]) => pattern.test(sample.labels[label] ?? '')),
    );
  }
}

type Selector = { name: string; wanted: [label: string, pattern: RegExp][] };

function pointsOf(value: Value): Point[] {
  return typeof value === 'number' ? [{ labels: {}, value }] : value;
}

function matching(value: Value, labels: Record<string, string>): number | undefined {
  if (typeof value === 'number') return value;
  const key = JSON.stringify(Object.entries(labels).sort());
  return value.find((point) => JSON.stringify(Object.entries(point.labels).sort()) === key)?.value;
}
