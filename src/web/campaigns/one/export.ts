import type { Campaign } from '#contract/campaigns.ts';

/** Saves the people of a campaign, or its calls, as a file; the browser streams it to the disk. */
export function saveExport({ id }: Pick<Campaign, 'id'>, rows: 'people' | 'calls'): void {
  const link = document.createElement('a');
  link.href = `/api/v1/campaigns/${id}/export?rows=${rows}`;
  link.download = '';
  link.click();
}

/** Saves a table that is on the screen as CSV. */
export function saveTable(name: string, rows: readonly (readonly (string | number)[])[]): void {
  const cell = (value: string | number) => {
    const text = String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const csv = `\ufeff${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
  const url = URL.createObjectURL(new Blob([csv], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
