/** One row of a CSV file, with its line end. */
export function writeRow(cells: readonly string[]): string {
  return `${cells.map(writeCell).join(',')}\r\n`;
}

const formula = /^[=+\-@\t\r]/;
const e164 = /^\+[1-9]\d{4,14}$/;

/** A cell as CSV, harmless in a spreadsheet; an E.164 number stays as it is. */
export function writeCell(text: string): string {
  const safe = formula.test(text) && !e164.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
