import { counted } from '#web/format/number.ts';
import type { Source } from './filter.ts';

export const sourceWords: Record<Source, string> = {
  hand: 'By hand',
  api: 'By API',
  file: 'From a file',
  call: 'Said in a call',
};

/** How a number came onto the list. */
export function wordsOfSource(source: string): string {
  return Object.entries(sourceWords).find(([name]) => name === source)?.[1] ?? source;
}

/** The numbers in a text: one a line, or with commas or semicolons between them. */
export function numbersIn(text: string): string[] {
  return text
    .split(/[\n,;]+/)
    .map((number) => number.trim())
    .filter((number) => number !== '');
}

type Added = { added: number; already: number; failed: number };

/** What became of numbers that were added, in a sentence. */
export function addedWords({ added, already, failed }: Added): string {
  const parts = [
    added === 0 ? '' : `${counted(added, 'number')} will not be called again.`,
    already === 0 ? '' : `${counted(already, 'number')} ${already === 1 ? 'was' : 'were'} on the list already.`,
    failed === 0 ? '' : `${counted(failed, 'line')} could not be read as a phone number.`,
  ].filter(Boolean);
  return parts.length === 0 ? 'Nothing was added.' : parts.join(' ');
}
