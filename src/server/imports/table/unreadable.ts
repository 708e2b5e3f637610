export type UnreadableCode =
  | 'no_rows'
  | 'no_phone_column'
  | 'unknown_column'
  | 'column_used_twice'
  | 'file_too_large'
  | 'too_many_rows'
  | 'too_many_columns'
  | 'too_many_errors'
  | 'not_a_table'
  | 'ambiguous_dialect'
  | 'archive_rejected'
  | 'encrypted'
  | 'macro_workbook'
  | 'unknown_sheet'
  | 'record_too_large';

/** A file that can't be imported as a whole; the message says what is wrong with it and what to do. */
export class Unreadable extends Error {
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode, message: string) {
    super(message);
    this.name = 'Unreadable';
    this.code = code;
  }
}
