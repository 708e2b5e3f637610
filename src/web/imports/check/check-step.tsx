import { useSearch, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Import } from '#contract/imports.ts';
import { useMutation } from '@tanstack/react-query';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { beginningQuery } from '#web/campaigns/form/beginning.ts';
import { settingsOf } from '#web/campaigns/form/values/form-values.ts';
import { count, counted } from '#web/format/number.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { nameFrom } from '../name-from.ts';
import { ReadingCard } from '../reading-card.tsx';
import { tilesOf } from '../standing.ts';
import type { Tile } from '../standing.ts';
import { useCommit } from '../use-change.ts';
import { BulkFixes } from './bulk-fixes.tsx';
import { ErrorFile } from './error-file.tsx';
import { ProblemRows } from './problem-rows.tsx';
import { SampleRows } from './sample-rows.tsx';

/** What the check found: who can be called, and who can't and why, to be mended row by row or many at once. */
export function CheckStep({ made }: { made: Import }) {
  if (made.status === 'checking') return <ReadingCard made={made} />;
  return <Checked made={made} />;
}

function Checked({ made }: { made: Import }) {
  const tiles = tilesOf(made);
  const { show } = useSearch({ strict: false });
  const shown = tiles.find(({ key }) => key === show) ?? tiles.find(({ key }) => key === 'fix') ?? tiles[0];
  return (
    <>
      <p className="text-lg font-semibold">{headline(made)}</p>
      {made.repaired > 0 ? (
        <p className="text-text-2">
          A spreadsheet had damaged {counted(made.repaired, 'number')}; all digits were there, so{' '}
          {made.repaired === 1 ? 'it was' : 'they were'} restored.
        </p>
      ) : null}
      <Tiles tiles={tiles} shown={shown} />
      {shown?.key === 'fix' ? <BulkFixes made={made} /> : null}
      {shown === undefined || shown.key === 'ready' ? (
        <SampleRows made={made} />
      ) : (
        <ProblemRows key={shown.key} made={made} tile={shown} />
      )}
      {made.errorsUrl === null ? null : <ErrorFile made={made} />}
      <CommitBar made={made} />
    </>
  );
}

function headline({ ready, problemCounts }: Import): string {
  const of = (wanted: (problem: Import['problemCounts'][number]) => boolean) =>
    problemCounts.filter(wanted).reduce((all, problem) => all + problem.count, 0);
  const [merged, broken] = [of(({ code }) => code === 'duplicate_in_file'), of(({ ending }) => ending === 'failed')];
  return [
    `${counted(ready, 'person', 'people')} ready`,
    ...(merged > 0 ? [`${counted(merged, 'duplicate')} merged`] : []),
    ...(broken > 0 ? [`${count(broken)} ${broken === 1 ? 'needs' : 'need'} a fix`] : []),
  ].join(' · ');
}

/** Groups of rows; pressing one shows its rows. */
function Tiles({ tiles, shown }: { tiles: readonly Tile[]; shown: Tile | undefined }) {
  const navigate = useNavigate();
  return (
    <div role="group" aria-label="Show rows" className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap">
      {tiles.map((tile) => (
        <button
          key={tile.key}
          type="button"
          aria-pressed={tile === shown}
          onClick={() => void navigate({ to: '.', search: (before) => ({ ...before, show: tile.key }), replace: true })}
          className="flex min-w-36 flex-col items-start rounded-lg border border-line bg-surface px-4 py-2.5 text-start hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft"
        >
          <span className="figures text-xl font-semibold">{count(tile.count)}</span>
          <span className="text-sm text-text-2">{tile.label}</span>
        </button>
      ))}
    </div>
  );
}

type After = 'campaign' | 'contacts';

/** Writes the people, and says where they go. */
function CommitBar({ made }: { made: Import }) {
  const [after, setAfter] = useState<After>('campaign');
  const commit = useCommit(made.id);
  const create = useMutation({
    mutationFn: async () => {
      const beginning = await queryClient.ensureQueryData(beginningQuery);
      return api.campaigns.create({ ...settingsOf(beginning), name: nameFrom(made.fileName) }, oneEffect());
    },
    onSuccess: ({ id }) => commit.mutate(id),
  });
  const isBound = made.campaignId !== null;
  const isForCampaign = !isBound && after === 'campaign';
  return (
    <footer className="flex flex-wrap items-center justify-end gap-x-4 gap-y-3 rounded-lg border border-line bg-surface p-4 max-md:flex-col max-md:items-stretch">
      {isBound ? (
        <p className="me-auto text-text-2">They go into the contact book and into the campaign.</p>
      ) : (
        <div className="me-auto">
          <Choice<After>
            label="Where the people go"
            value={after}
            onChange={setAfter}
            options={[
              { value: 'campaign', label: 'Make a campaign of them', hint: 'A draft to look at; nobody is called yet' },
              { value: 'contacts', label: 'Only add them to the contact book' },
            ]}
          />
        </div>
      )}
      <Button
        look="primary"
        disabled={made.ready === 0}
        isBusy={commit.isPending || create.isPending}
        onClick={() => (isForCampaign ? create.mutate() : commit.mutate(undefined))}
      >
        Import {counted(made.ready, 'person', 'people')}
      </Button>
    </footer>
  );
}
