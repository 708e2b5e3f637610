import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** Kinds of number that fill whole blocks; personal and premium numbers are not among them. */
const wholeBlocks = new Set<string | undefined>(['FIXED_LINE_OR_MOBILE', 'TOLL_FREE']);

/** Whether the numbers of the United States and Canada that begin with these four digits are ordinary, once asked for. */
const blocks = new Map<string, boolean>();

/**
 * An ordinary number of the United States or Canada in E.164, without asking the library each time (15 µs): there the
 * first four digits decide. Null leaves the answer to the library.
 */
export function readNanp(digits: string, isInternational: boolean, country: string): string | null {
  const national = nationalDigits(digits, isInternational, country);
  if (national === null) return null;
  const block = national.slice(0, 4);
  const isOrdinary = blocks.get(block) ?? isOrdinaryBlock(block);
  blocks.set(block, isOrdinary);
  return isOrdinary ? `+1${national}` : null;
}

function nationalDigits(digits: string, isInternational: boolean, country: string): string | null {
  if (!isInternational && country !== 'US' && country !== 'CA') return null;
  if (digits.length === 11 && digits.startsWith('1')) return digits.slice(1);
  return digits.length === 10 && !isInternational ? digits : null;
}

function isOrdinaryBlock(block: string): boolean {
  const number = parsePhoneNumberFromString(`+1${block}000000`);
  const isHome = number?.country === 'US' || number?.country === 'CA';
  return isHome && wholeBlocks.has(number.getType());
}
