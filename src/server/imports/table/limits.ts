/** Told to people with the exact figure that was met. */
export const fileBytesMax = 200 * 1024 * 1024;
export const rowsMax = 1_000_000;
export const columnsMax = 200;
export const cellBytesMax = 8 * 1024;
/** Characters of one record; an unclosed quotation mark would otherwise swallow the file. */
export const recordCharsMax = 1024 * 1024;

/** How much of a file is looked at to find its delimiter, header and columns. */
export const sampleBytes = 256 * 1024;
export const sampleRows = 500;
