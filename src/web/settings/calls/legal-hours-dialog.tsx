import { useQuery } from '@tanstack/react-query';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import type { LegalRule } from '#contract/calling-hours.ts';
import type * as z from 'zod';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { legalHoursQuery } from '../queries.ts';
import { describeWeek } from './legal-week.ts';

type Rule = z.output<typeof LegalRule>;

/** Every legal rule known here, with what it rests on. */
export function LegalHoursDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { data, error, refetch } = useQuery({ ...legalHoursQuery, enabled: isOpen });
  const [sought, setSought] = useState('');
  const wanted = sought.toLowerCase();
  const rules = data?.data.filter(({ name, jurisdiction }) => `${name} ${jurisdiction}`.toLowerCase().includes(wanted));
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      width="xl"
      title="Legal hours"
      description="Hours on the called person’s clock. Where a person may be in several places, all of them must be open. This is no legal advice: read the source before you rely on a rule."
    >
      <div className="mb-3">
        <SearchInput label="Search places" placeholder="Country or state" value={sought} onSearch={setSought} />
      </div>
      {error ? <ErrorCard what="the legal hours" error={error} onRetry={() => void refetch()} /> : null}
      {rules ? <Rules rules={rules} /> : error ? null : <SkeletonRows rows={8} />}
    </Dialog>
  );
}

function Rules({ rules }: { rules: readonly Rule[] }) {
  if (rules.length === 0) return <p className="py-6 text-center text-text-2">No place is called so.</p>;
  return (
    <table className="w-full border-separate border-spacing-0 max-md:block">
      <thead className="max-md:sr-only">
        <tr className="text-start text-sm text-text-2">
          {['Place', 'Hours', 'Also', 'Source'].map((header) => (
            <th key={header} scope="col" className="border-b border-line py-2 pe-4 text-start font-semibold">
              {header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="max-md:block">
        {rules.map((rule) => (
          <tr key={rule.jurisdiction} className="align-top max-md:block max-md:border-b max-md:border-line max-md:py-3">
            <th
              scope="row"
              className="py-2 pe-4 text-start font-semibold max-md:block max-md:py-0 md:border-b md:border-line"
            >
              {rule.name}
            </th>
            <td className="figures py-2 pe-4 max-md:block max-md:py-0.5 md:border-b md:border-line">
              {describeWeek(rule.week)}
            </td>
            <td className="py-2 pe-4 text-text-2 max-md:block max-md:py-0.5 md:border-b md:border-line">
              {alsoOf(rule)}
            </td>
            <td className="py-2 text-sm text-text-2 max-md:block max-md:py-0.5 md:w-2/5 md:border-b md:border-line">
              <Source {...rule.source} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function alsoOf({ caps, closedOnHolidays }: Rule): string {
  const limits = caps.map(({ calls, hours }) => `${calls} in ${hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`}`);
  return [closedOnHolidays ? 'not on holidays' : '', ...limits].filter(Boolean).join(', ');
}

const bases = { law: 'Law', code: 'Code of conduct', report: 'Report', none: 'No rule found' };

function Source({ url, readOn, basis, note }: Rule['source']) {
  return (
    <>
      <span className="font-semibold">{bases[basis]}</span>
      {readOn === null ? '' : `, read ${readOn}`}. {note}{' '}
      {url === null ? null : (
        <a
          href={url}
          target="_blank"
          rel="noreferrer"
          className="inline-flex items-center gap-1 text-accent hover:underline"
        >
          Source <ExternalLink size={12} aria-hidden />
        </a>
      )}
    </>
  );
}
