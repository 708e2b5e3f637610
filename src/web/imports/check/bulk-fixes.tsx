import { useState } from 'react';
import type { Import } from '#contract/imports.ts';
import { counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { CountrySelect, nameOf } from '../columns/country-select.tsx';
import { useFix } from './fix-rows.ts';
import { mayNeedCountry, problemWords } from './problem-words.ts';

/** One change for all rows with the same problem. */
export function BulkFixes({ made }: { made: Import }) {
  const [code, setCode] = useState<string | null>(null);
  const fix = useFix(made.id);
  const problems = made.problemCounts
    .filter(({ ending }) => ending === 'failed')
    .toSorted((a, b) => b.count - a.count || a.code.localeCompare(b.code));
  return (
    <section aria-labelledby="bulk-fixes" className="rounded-lg border border-line bg-surface p-4">
      <h2 id="bulk-fixes" className="font-semibold">
        Fix all like this
      </h2>
      <ul className="mt-1 divide-y divide-line">
        {problems.map((problem) => (
          <li key={problem.code} className="flex flex-wrap items-center gap-2 py-2">
            <span className="me-auto">
              {problemWords(problem.code)}{' '}
              <span className="figures text-text-3">· {counted(problem.count, 'row')}</span>
            </span>
            {mayNeedCountry(problem.code) ? (
              <Button size="sm" disabled={fix.isPending} onClick={() => setCode(problem.code)}>
                Set country for {counted(problem.count, 'row')}
              </Button>
            ) : null}
            <Button
              size="sm"
              disabled={fix.isPending}
              onClick={() => fix.mutate({ all: { code: problem.code, drop: true } })}
            >
              Drop {counted(problem.count, 'row')}
            </Button>
          </li>
        ))}
      </ul>
      {code === null ? null : (
        <CountryDialog
          title={`Which country are these numbers of?`}
          first={made.country}
          onClose={() => setCode(null)}
          onChoose={(country) => {
            fix.mutate({ all: { code, country } });
            setCode(null);
          }}
        />
      )}
    </section>
  );
}

type CountryDialogProps = { title: string; first: string; onClose: () => void; onChoose: (country: string) => void };

function CountryDialog({ title, first, onClose, onChoose }: CountryDialogProps) {
  const [country, setCountry] = useState(first);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={title}
      description="Rows that can be read so become ready; the others stay as they are."
      actions={
        <>
          <Button onClick={onClose}>Keep as they are</Button>
          <Button look="primary" onClick={() => onChoose(country)}>
            Read as {nameOf(country)}
          </Button>
        </>
      }
    >
      <CountrySelect label="Country" value={country} onChange={setCountry} />
    </Dialog>
  );
}
