import { useSyncExternalStore } from 'react';

type Formatter = (e164: string) => string;

let formatter: Formatter | undefined;
const listeners = new Set<() => void>();

/** Metadata of all countries is 35 KB: numbers are shown as they are until it is there. */
function load(): void {
  if (formatter) return;
  void import('libphonenumber-js/min').then(({ parsePhoneNumberFromString }) => {
    formatter = (e164) => parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
    for (const listener of listeners) listener();
  });
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) load();
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** A number in E.164, grouped as its country groups it. */
export function Phone({ number }: { number: string }) {
  const format = useSyncExternalStore(subscribe, () => formatter);
  return (
    <span dir="ltr" className="font-mono text-sm whitespace-nowrap">
      {format ? format(number) : number}
    </span>
  );
}
