import type { PhoneProblem } from '#domain/phone.ts';

/** Why a row of a file brought nobody. Stable: programs decide by it. */
export type RowCode =
  | PhoneProblem
  | 'bad_timezone'
  | 'row_shape'
  | 'too_long'
  | 'record_too_large'
  | 'duplicate_in_file'
  | 'duplicate_in_campaign'
  | 'suppressed'
  | 'dropped';

export type RowProblem = {
  ending: 'skipped' | 'failed';
  code: RowCode;
  /** What is wrong with this row, with its own figures. */
  reason: string;
};

const advice: Record<RowCode, string> = {
  phone_missing: 'Write a phone number into this row, or delete the row.',
  phone_too_short: 'Write the whole number, with its area code.',
  phone_too_long: 'Remove the digits that do not belong to the number.',
  phone_bad_country: 'Write the number with its + and country code, such as +1 202 555 0123.',
  phone_not_dialable: 'Write an ordinary number of this person.',
  ambiguous_number: 'Write the number with its + and country code, such as +1 202 555 0123.',
  invalid_phone: 'Check the digits; keep one number alone in the cell.',
  country_needed: 'Write the number with its + and country code, or choose the country of such numbers.',
  bad_timezone: 'Use a name such as America/New_York, or leave the cell empty.',
  row_shape: 'Put quotation marks around cells that hold the delimiter, and close those that are open.',
  too_long: 'Shorten the cell to 8,192 bytes.',
  record_too_large: 'Close the quotation mark that is open in this row, or shorten the row.',
  duplicate_in_file: 'Nothing to do: the first row with this number counts.',
  duplicate_in_campaign: 'Nothing to do: this person is in the campaign; what the row says is in the contact book.',
  suppressed: 'Nothing to do: this number must not be called.',
  dropped: 'Nothing to do: somebody took the row out.',
};

/** What to do about a row, for the error file; '' for a code of another build. */
export function suggestionFor(code: string): string {
  return isRowCode(code) ? advice[code] : '';
}

function isRowCode(code: string): code is RowCode {
  return Object.hasOwn(advice, code);
}

const inWords: Record<RowCode, [one: string, many: string]> = {
  phone_missing: ['invalid phone', 'invalid phone'],
  phone_too_short: ['invalid phone', 'invalid phone'],
  phone_too_long: ['invalid phone', 'invalid phone'],
  phone_bad_country: ['invalid phone', 'invalid phone'],
  phone_not_dialable: ['invalid phone', 'invalid phone'],
  ambiguous_number: ['invalid phone', 'invalid phone'],
  invalid_phone: ['invalid phone', 'invalid phone'],
  country_needed: ['country needed', 'country needed'],
  bad_timezone: ['unknown time zone', 'unknown time zone'],
  row_shape: ['broken row', 'broken rows'],
  too_long: ['cell too long', 'cells too long'],
  record_too_large: ['row too large', 'rows too large'],
  duplicate_in_file: ['duplicate', 'duplicates'],
  duplicate_in_campaign: ['in the campaign already', 'in the campaign already'],
  suppressed: ['never call', 'never call'],
  dropped: ['taken out', 'taken out'],
};

/** A code in the words of a summary. */
export function wordsFor(code: string, count: number): string {
  if (!isRowCode(code)) return code;
  return inWords[code][count === 1 ? 0 : 1];
}
