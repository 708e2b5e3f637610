import type { ReactNode } from 'react';

export type Tone = 'grey' | 'violet' | 'blue' | 'yellow' | 'green' | 'red' | 'mute';

const tones: Record<Tone, string> = {
  grey: 'bg-grey-fill text-grey',
  violet: 'bg-violet-fill text-violet',
  blue: 'bg-blue-fill text-blue',
  yellow: 'bg-yellow-fill text-yellow',
  green: 'bg-green-fill text-green',
  red: 'bg-red-fill text-red',
  mute: 'bg-mute-fill text-mute',
};

/** A state in a word, with its picture: never by colour alone. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={`inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full px-2.5 text-xs font-semibold whitespace-nowrap ${tones[tone]}`}
    >
      {icon}
      {children}
    </span>
  );
}
