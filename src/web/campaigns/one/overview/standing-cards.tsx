import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Check, TriangleAlert, X } from 'lucide-react';
import type { Campaign } from '#contract/campaigns.ts';
import { forecastQuery } from '#web/campaigns/one/queries.ts';
import { useNow } from '#web/clock.ts';
import { counted } from '#web/format/number.ts';
import { longDuration } from '#web/format/time.ts';
import { Time } from '#web/format/time-of.tsx';
import { Card } from '#web/ui/card.tsx';
import { preflightOf } from './standing.ts';

const marks = {
  good: { icon: Check, className: 'text-green', word: 'Ready' },
  note: { icon: TriangleAlert, className: 'text-yellow', word: 'Note' },
  missing: { icon: X, className: 'text-red', word: 'Missing' },
};

/** Of a draft: what is ready, what to know, what is missing before the start. */
export function PreflightCard({ campaign }: { campaign: Campaign }) {
  const { data: forecast } = useQuery(forecastQuery(campaign.id));
  const now = useNow(60_000);
  const params = { campaignId: campaign.id };
  return (
    <Card title="Before you start">
      <ul className="flex flex-col gap-3">
        {preflightOf({ campaign, forecast: forecast ?? null, now }).map(({ mark, text, fix }) => {
          const { icon: Icon, className, word } = marks[mark];
          return (
            <li key={text} className="flex items-start gap-3">
              <Icon size={18} aria-hidden className={`mt-px shrink-0 ${className}`} />
              <span className="min-w-0 flex-1">
                <span className="sr-only">{word}: </span>
                {text}
              </span>
              {fix === null ? null : (
                <Link
                  to={`/campaigns/$campaignId/${fix.to}`}
                  params={params}
                  className="shrink-0 font-semibold text-accent hover:underline"
                >
                  {fix.label}
                </Link>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** Of a scheduled campaign: how long until it starts, and for whom. */
export function CountdownCard({ campaign }: { campaign: Campaign }) {
  const now = useNow();
  const { startAt, timeZone, counts } = campaign;
  const seconds = startAt === null ? 0 : Math.max(0, (startAt.getTime() - now.getTime()) / 1000);
  return (
    <Card title="Starts by itself">
      <p className="figures text-2xl font-semibold">in {longDuration(seconds)}</p>
      <p className="mt-1 text-text-2">
        {startAt === null ? null : <Time at={startAt} timeZone={timeZone} withZone />}
        {' · '}
        {counted(counts.total, 'person', 'people')} will be called
      </p>
    </Card>
  );
}
