/** What a callback says, in whichever of its three forms it came: JSON, a form, or a form in parts. Throws for others. */
export function readCallback(body: Uint8Array, contentType: string): unknown {
  const text = Buffer.from(body).toString();
  const boundary = /^multipart\/form-data;.*\bboundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary !== undefined) return nest(partsOf(text, boundary));
  return text.trimStart().startsWith('{') ? JSON.parse(text) : nest([...new URLSearchParams(text)]);
}

function partsOf(text: string, boundary: string): [string, string][] {
  return text.split(`--${boundary}`).flatMap((part): [string, string][] => {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const name = /\bname="([^"]*)"/i.exec(head)?.[1];
    return name === undefined ? [] : [[name, rest.join('\r\n\r\n').replace(/\r\n$/, '')]];
  });
}

/** Legs come flattened, as `Legs[0][Status]`. */
function nest(fields: [string, string][]): Record<string, unknown> {
  const legs = new Map<string, Map<string, string>>();
  const plain: [string, string][] = [];
  for (const [name, value] of fields) {
    const [, index, key] = /^Legs\[(\d+)\]\[(\w+)\]$/.exec(name) ?? [];
    if (index === undefined || key === undefined) plain.push([name, value]);
    else legs.set(index, (legs.get(index) ?? new Map<string, string>()).set(key, value));
  }
  const Legs = [...legs.values()].map((leg) => Object.fromEntries(leg));
  return { ...Object.fromEntries(plain), ...(Legs.length > 0 ? { Legs } : {}) };
}
