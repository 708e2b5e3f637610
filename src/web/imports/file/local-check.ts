const megabyte = 1024 ** 2;
const bytesMax = 200 * megabyte;

/** What is wrong with a file before a byte of it is sent, in words that say what to do; null when it may be sent. */
export function refusalBeforeUpload({ name, size }: { name: string; size: number }): string | null {
  if (size === 0) return `${name} is empty. Choose a file with at least one phone number.`;
  if (size <= bytesMax) return null;
  const advice = /\.xlsx?$/i.test(name) ? 'Save it as CSV, which is smaller, or split it.' : 'Split it into parts.';
  return `${name} is ${megabytes(size)} MB; a file may be 200 MB. ${advice}`;
}

/** Such as "46 of 78 MB"; small files in KB. */
export function sentOf({ sent, total }: { sent: number; total: number }): string {
  return total < megabyte
    ? `${Math.round(sent / 1024)} of ${Math.max(1, Math.round(total / 1024))} KB`
    : `${megabytes(sent)} of ${megabytes(total)} MB`;
}

function megabytes(bytes: number): string {
  return Math.round(bytes / megabyte).toLocaleString();
}

/** Cells that were copied out of a spreadsheet, as a file. */
export function pastedFile(text: string): File {
  return new File([text], text.includes('\t') ? 'pasted rows.tsv' : 'pasted rows.txt', { type: 'text/plain' });
}
