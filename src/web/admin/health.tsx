import { useQuery } from '@tanstack/react-query';
import { CircleCheck, OctagonAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { count } from '#web/format/number.ts';
import { longDuration } from '#web/format/time.ts';
import { Time } from '#web/format/time-of.tsx';
import { Card } from '#web/ui/card.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { backlogQuery, readinessQuery } from './queries.ts';

const lateSeconds = 30;

/** Whether everything does its work, and how far behind it is. */
export function Health() {
  const readiness = useQuery(readinessQuery);
  const backlog = useQuery(backlogQuery);
  const error = readiness.error ?? backlog.error;
  const { checks } = readiness.data ?? {};
  const version = readiness.data && <p className="figures text-sm text-text-3">Carillon {readiness.data.version}</p>;
  return (
    <Card title="Health" aside={version}>
      {error ? <ErrorCard what="the checks" error={error} onRetry={() => void readiness.refetch()} /> : null}
      {(!checks || !backlog.data) && !error ? <SkeletonRows rows={3} /> : null}
      {checks && backlog.data ? (
        <dl className="grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3">
          <Item name="Database" isWell={checks.database.ok} detail={checks.database.detail} />
          <Item name="Schema" isWell={checks.migrations.ok} detail={checks.migrations.detail} />
          <Item name="Dialling loop" isWell={checks.dialer.ok} detail={checks.dialer.detail} />
          <Item name="Simulator" isWell={checks.simulator.ok} detail={checks.simulator.detail} />
          <OldestDue {...backlog.data} />
          <Webhooks {...backlog.data} />
        </dl>
      ) : null}
    </Card>
  );
}

type Backlog = {
  asOf: Date;
  oldestDueAt: Date | null;
  webhooks: { lastAt: Date | null; waiting: number; oldestAt: Date | null };
};

function OldestDue({ asOf, oldestDueAt }: Backlog) {
  const late = oldestDueAt === null ? 0 : (asOf.getTime() - oldestDueAt.getTime()) / 1000;
  return (
    <Item
      name="Oldest due call"
      isWell={late < lateSeconds}
      detail={oldestDueAt === null ? 'nobody is late' : `${longDuration(late)} late`}
    />
  );
}

function Webhooks({ asOf, webhooks: { lastAt, waiting, oldestAt } }: Backlog) {
  const late = oldestAt === null ? 0 : (asOf.getTime() - oldestAt.getTime()) / 1000;
  const last =
    lastAt === null ? (
      'none came yet'
    ) : (
      <>
        last one <Time at={lastAt} isRelative />
      </>
    );
  return (
    <Item
      name="Webhooks"
      isWell={late < lateSeconds}
      detail={waiting === 0 ? last : `${count(waiting)} to apply, the first for ${longDuration(late)}`}
    />
  );
}

function Item({ name, isWell, detail }: { name: string; isWell: boolean; detail: ReactNode }) {
  const Icon = isWell ? CircleCheck : OctagonAlert;
  return (
    <div>
      <dt className="flex items-center gap-2.5 font-semibold">
        <Icon size={18} className={`shrink-0 ${isWell ? 'text-green' : 'text-red'}`} aria-hidden />
        <span>
          {name}
          <span className="sr-only">{isWell ? ': well' : ': not well'}</span>
        </span>
      </dt>
      <dd className={`ps-7 text-sm ${isWell ? 'text-text-2' : 'text-red'}`}>{detail}</dd>
    </div>
  );
}
