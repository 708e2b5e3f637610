/** A cell of a workbook as a CSV file would hold it: numbers with all their digits, dates as ISO 8601. */
export function cellText(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return String(value);
}

/** Excel's day 0: a time of day without a date. */
const dayZero = '1899-12-3';

function dateText(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const [day = '', time = ''] = new Date(Math.round(date.getTime() / 1000) * 1000)
    .toISOString()
    .slice(0, 19)
    .split('T');
  if (day.startsWith(dayZero)) return time;
  return time === '00:00:00' ? day : `${day} ${time}`;
}

/** A record of a file of text with commas, whatever stands in its cells. */
export function recordText(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`;
}
