import { useState } from 'react';
import { Button } from '#web/ui/controls/button.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Section } from './section.tsx';
import { linesOf, piecesOf } from './transcript.ts';

/** What was said, by whom; what is looked for is marked. */
export function TranscriptView({ transcript }: { transcript: string }) {
  const [sought, setSought] = useState('');
  const lines = linesOf(transcript);
  const hits = sought === '' ? null : lines.filter(({ text }) => piecesOf(text, sought).length > 1).length;
  const copy = async () => {
    await navigator.clipboard.writeText(transcript);
    toast.say('Transcript copied.');
  };
  return (
    <Section
      title="Transcript"
      aside={
        <Button size="sm" look="quiet" onClick={() => void copy()}>
          Copy
        </Button>
      }
    >
      <div className="mb-3 flex items-center gap-3">
        <SearchInput label="Search in the transcript" value={sought} onSearch={setSought} placeholder="Find words" />
        <span role="status" className="figures text-sm text-text-3">
          {hits === null ? '' : `${hits} of ${lines.length} lines`}
        </span>
      </div>
      <ol className="flex flex-col gap-2">
        {lines.map(({ speaker, text }, place) => (
          <li key={place} className="grid grid-cols-[5rem_1fr] gap-3">
            <span className="truncate text-sm leading-5 text-text-3">{speaker ?? ''}</span>
            <span className={speaker === 'Agent' ? 'text-text-2' : ''}>
              {piecesOf(text, sought).map((piece, nth) =>
                nth % 2 === 1 ? (
                  <mark key={nth} className="rounded-sm bg-yellow-fill text-yellow">
                    {piece}
                  </mark>
                ) : (
                  piece
                ),
              )}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
