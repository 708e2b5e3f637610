import { useId, useRef } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { Analytics } from '#contract/reports.ts';
import { dayWords, weekdayName } from '#web/campaigns/one/facts.ts';
import { count } from '#web/format/number.ts';
import { timeOfDay } from '#web/format/time.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { hourName } from '../findings.ts';
import { heatCells, isWithin, ratesOf, windowOf } from './cells.ts';
import type { HeatCell, Rectangle } from './cells.ts';
import { useRectangle } from './use-rectangle.ts';

type HeatMapProps = { campaign: Campaign; hours: Analytics['hours']; label: string };

/** Answer rates by hour and weekday; a rectangle of hours can be chosen by pointer or keys, and used as the window. */
export function HeatMap({ campaign, hours, label }: HeatMapProps) {
  const { hours: columns, rows } = heatCells(hours, campaign);
  const grid = useRef<HTMLTableElement>(null);
  const hint = useId();
  const { active, rectangle, onKeyDown, press, reach, release, clear } = useRectangle(columns, (corner) =>
    grid.current?.querySelector<HTMLElement>(`[data-cell="${corner.weekday} ${corner.hour}"]`)?.focus(),
  );
  return (
    <>
      <p id={hint} className="sr-only">
        Arrows move; with Shift they choose a rectangle of hours
      </p>
      <div className="overflow-x-auto pb-1">
        <table
          ref={grid}
          role="grid"
          aria-label={label}
          aria-describedby={hint}
          onKeyDown={onKeyDown}
          onPointerUp={release}
          className="figures w-full min-w-[38rem] table-fixed border-separate border-spacing-0 select-none"
        >
          <colgroup>
            <col className="w-12" />
          </colgroup>
          <thead>
            <tr>
              <td />
              {columns.map((hour) => (
                <th key={hour} scope="col" className="pb-1 text-xs font-normal text-text-2">
                  {shortHour(hour)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cells, row) => (
              <tr key={row}>
                <th scope="row" className="text-start text-xs font-normal text-text-2">
                  {weekdayName(row + 1)}
                </th>
                {cells.map((cell) => (
                  <Cell
                    key={cell.hour}
                    cell={cell}
                    isActive={cell.weekday === active.weekday && cell.hour === active.hour}
                    isChosen={rectangle !== null && isWithin(rectangle, cell)}
                    onPress={(isExtended) => press(cell, isExtended)}
                    onReach={() => reach(cell)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Legend />
      {rectangle === null ? null : <Chosen {...{ campaign, hours, rectangle }} onClear={clear} />}
    </>
  );
}

type CellProps = {
  cell: HeatCell;
  isActive: boolean;
  isChosen: boolean;
  onPress: (isExtended: boolean) => void;
  onReach: () => void;
};

function Cell({ cell, isActive, isChosen, onPress, onReach }: CellProps) {
  const { weekday, hour, placed, answered, step, rate, edges } = cell;
  const words = placed === 0 ? 'no calls' : `${rate} %, ${count(answered)} of ${count(placed)} answered`;
  return (
    <td
      data-cell={`${weekday} ${hour}`}
      tabIndex={isActive ? 0 : -1}
      aria-selected={isChosen}
      aria-label={`${hourName(cell)}: ${words}${step === null && placed > 0 ? ', too few calls to tell' : ''}`}
      title={`${hourName(cell)}: ${words}`}
      onPointerDown={(event) => onPress(event.shiftKey)}
      onPointerEnter={onReach}
      style={{ ...colours(step), ...frameOf(edges) }}
      className={`h-8 text-center text-xs ${step === null ? 'hatched bg-sunken text-text-3' : 'font-semibold'} ${
        isChosen ? 'outline-2 -outline-offset-1 outline-text' : ''
      }`}
    >
      {placed === 0 ? '' : rate}
    </td>
  );
}

/** Numbers stay readable on every step: dark on the light ones, white on the two deepest. */
function colours(step: HeatCell['step']) {
  return step === null ? {} : { backgroundColor: `var(--heat-${step})`, color: step > 4 ? '#ffffff' : '#0a1b31' };
}

/** The outline of the current window, drawn by the cells at its edge. */
function frameOf({ top, right, bottom, left }: HeatCell['edges']) {
  const side = (isEdge: boolean) => (isEdge ? '2px solid var(--text)' : '1px solid var(--surface)');
  return { borderTop: side(top), borderRight: side(right), borderBottom: side(bottom), borderLeft: side(left) };
}

function Legend() {
  return (
    <p className="mt-2 flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-text-2">
      <span className="flex items-center gap-1.5">
        fewer answer
        <span aria-hidden className="flex">
          {[1, 2, 3, 4, 5, 6].map((step) => (
            <span key={step} className="h-3 w-4" style={{ background: `var(--heat-${step})` }} />
          ))}
        </span>
        more
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="hatched h-3 w-4 rounded-sm bg-sunken" />
        fewer than 20 calls
      </span>
      <span className="flex items-center gap-1.5">
        <span aria-hidden className="h-3 w-4 border-2 border-text" />
        current window
      </span>
      <span>Percent of calls answered. Drag, or Shift and arrows, to choose hours.</span>
    </p>
  );
}

type ChosenProps = { campaign: Campaign; hours: Analytics['hours']; rectangle: Rectangle; onClear: () => void };

function Chosen({ campaign, hours, rectangle, onClear }: ChosenProps) {
  const { placed, rate, overall } = ratesOf(hours, rectangle);
  const window = windowOf(rectangle);
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2 rounded-md bg-accent-soft p-3">
      <p aria-live="polite" className="figures min-w-0 flex-1 basis-60">
        <span className="font-semibold">
          {dayWords(rectangle.days)}, {timeOfDay(window.firstCallTime)}–{timeOfDay(window.lastCallTime)}
        </span>
        : {placed === 0 ? 'no calls yet' : `${rate} % of ${count(placed)} calls answered, ${overall} % at any time`}
      </p>
      <Button look="quiet" onClick={onClear}>
        Clear
      </Button>
      <ButtonLink
        look="primary"
        to="/campaigns/$campaignId/settings"
        params={{ campaignId: campaign.id }}
        search={window}
      >
        Use as window
      </ButtonLink>
    </div>
  );
}

function shortHour(hour: number): string {
  const at = new Date(Date.UTC(2000, 0, 1, hour));
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', timeZone: 'UTC' }).format(at);
}
