export type Line = { speaker: string | null; text: string };

const spoken = /^\s*([\p{L}][\p{L}\p{N} ._'-]{0,30}):\s+(.*)$/u;

/** A transcript line by line, with who speaks where that is written before a colon. */
export function linesOf(transcript: string): Line[] {
  return transcript
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, speaker, text] = spoken.exec(line) ?? [];
      return speaker === undefined || text === undefined ? { speaker: null, text: line.trim() } : { speaker, text };
    });
}

/** A text cut where what is looked for stands in it, every second piece being that. */
export function piecesOf(text: string, sought: string): string[] {
  const wanted = sought.trim().toLowerCase();
  if (wanted === '') return [text];
  const pieces: string[] = [];
  let from = 0;
  for (let at = text.toLowerCase().indexOf(wanted); at >= 0; at = text.toLowerCase().indexOf(wanted, from)) {
    pieces.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...pieces, text.slice(from)];
}
