/** The id that Twilio would give a call: `CA` and 32 hexadecimal digits, which hold the name of its book and its serial. */
export function sidOf(id: string): string {
  const [, book = '', serial = ''] = /^sim_([0-9a-f]{10})_([0-9a-z]+)$/.exec(id) ?? [];
  return `CA${book}${Number.parseInt(serial, 36).toString(16).padStart(22, '0')}`;
}

/** The world's id of that call; one that no call has for what is no such id. */
export function idOf(sid: string): string {
  const [, book = '', serial = ''] = /^CA([0-9a-f]{10})([0-9a-f]{22})$/.exec(sid) ?? [];
  return `sim_${book}_${Number.parseInt(serial || '0', 16).toString(36)}`;
}

/** As Twilio writes an instant: `Fri, 20 Nov 2026 10:00:00 +0000`. */
export function rfc2822(at: number): string {
  return new Date(at).toUTCString().replace('GMT', '+0000');
}
