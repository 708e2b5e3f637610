import { asked, sure } from '../standing.ts';

/** How sure a column's meaning is: dots, percent and a word. */
export function Confidence({ value, isMeant }: { value: number; isMeant: boolean }) {
  if (!isMeant)
    return (
      <span className="text-text-3">
        <Dots filled={1} /> variable
      </span>
    );
  const [filled, word, tone] =
    value >= sure
      ? [3, 'sure', 'text-green']
      : value >= asked
        ? [2, 'please confirm', 'text-yellow']
        : [1, 'a guess', 'text-yellow'];
  return (
    <span className={`${tone} whitespace-nowrap`}>
      <Dots filled={Number(filled)} />{' '}
      <span className="figures">{value >= 1 ? 'chosen' : `${Math.floor(100 * value)} %`}</span>
      {value >= 1 ? null : <span> · {word}</span>}
    </span>
  );
}

function Dots({ filled }: { filled: number }) {
  return (
    <span aria-hidden className="tracking-tight">
      {'●'.repeat(filled)}
      {'○'.repeat(3 - filled)}
    </span>
  );
}
