/**
 * When it won and lost, why it left, and what it was denied.
 */
import { barsPicture, type Bar } from '../../../lambda/charts/pictures/bars-picture.ts';
import { countsPicture } from '../../../lambda/charts/pictures/counts-picture.ts';
import { count, percent } from '../../../lambda/core/text/figure-words.ts';
import { balanceBefore, daysOf } from '../../../lambda/charts/day-bars.ts';
import { amountWords, dayWords, gainWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf } from '../../../lambda/charts/drawing/palette.ts';
import { groupFigures, type GroupFigures } from '../../../lambda/backtest/result/run-figures.ts';
import type { TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { ZERO_USD, dayStartMs, toDollars, usd } from '../../../lambda/core/units.ts';
import { balancePoints } from '../balance-points.ts';
import type { RunFacts } from '../report-input.ts';
import { FULL_PX, HALF_PX, columns, figure, gainCell, section, table } from './page-parts.ts';

const BARS_HEIGHT_PX = 220;
const HOURS = 24;

export function timesSection(run: RunFacts): Markup {
  const hours = groupFigures(run.trades, ({ entryTimeMs }) => new Date(entryTimeMs).getUTCHours());
  const hourBars = Array.from({ length: HOURS }, (_, hour) =>
    barOf(String(hour).padStart(2, '0'), hours.get(hour)),
  );
  const symbols = groupFigures(run.trades, ({ symbol }) => symbol);
  return section(
    'times',
    'When',
    daysFigure(run),
    columns(
      figure({
        title: 'Net by the hour of the entry, UTC, USD',
        draw: (widthPx) =>
          barsPicture(
            { title: 'Net by hour of the entry', bars: run.trades.length === 0 ? [] : hourBars },
            { widthPx, heightPx: BARS_HEIGHT_PX },
          ),
        widthPx: HALF_PX,
        numbers: groupTable('hour', new Map(hourBars.map(({ name }, hour) => [name, hours.get(hour)]))),
      }),
      figure({
        title: 'Trades by symbol',
        draw: (widthPx) =>
          countsPicture(
            {
              title: 'Trades by symbol',
              counts: [...symbols].map(([name, { trades, netUsd }]) => ({
                name,
                times: trades,
                words: gainWords(toDollars(netUsd)),
                role: roleOf(netUsd),
              })),
              nothing: 'No trade was closed.',
            },
            widthPx,
          ),
        widthPx: HALF_PX,
        numbers: groupTable('symbol', symbols),
      }),
    ),
  );
}

function barOf(name: string, group: GroupFigures | undefined): Bar {
  return { name, dollars: toDollars(group?.netUsd ?? ZERO_USD), trades: group?.trades ?? 0 };
}

function daysFigure(run: RunFacts): Markup {
  const { trades, parameters } = run;
  const beganDollars = toDollars(run.beganUsd);
  const points = balancePoints(beganDollars, trades, run.moves);
  const limitOf = (dayMs: number) =>
    parameters && toDollars(dailyLimit(parameters, usd(balanceBefore(dayMs, beganDollars, points))));
  // What was open at the end of a run may close later.
  const toMs = Math.max(run.toMs, (trades.at(-1)?.exitTimeMs ?? 0) + 1);
  const days = daysOf(trades, { fromMs: run.fromMs, toMs }).map((day) => ({
    ...day,
    limitDollars: limitOf(day.dayMs),
  }));
  const groups = groupFigures(trades, ({ exitTimeMs }) => dayStartMs(exitTimeMs));
  return figure({
    title: 'Net of each UTC day, USD',
    draw: (widthPx) =>
      barsPicture(
        { title: 'Net of each UTC day', bars: trades.length === 0 ? [] : days },
        { widthPx, heightPx: BARS_HEIGHT_PX },
      ),
    widthPx: FULL_PX,
    note:
      parameters === undefined
        ? 'A trade counts on the day on which it closes.'
        : 'A trade counts on the day on which it closes. The line is the limit of each day, by the parameters at its end and the balance at its beginning.',
    numbers: groupTable(
      'day',
      new Map(days.map(({ dayMs }) => [dayWords(dayMs), groups.get(dayMs)])),
      parameters && days.map(({ limitDollars = 0 }) => amountWords(-limitDollars)),
    ),
  });
}

/** No group is one without a trade. @param limits of each, where they have some. */
function groupTable(
  name: string,
  groups: ReadonlyMap<string, GroupFigures | undefined>,
  limits?: readonly string[],
): Markup {
  return table({
    label: `Net by ${name}`,
    head: [name, 'trades', 'won', 'net USD', ...(limits === undefined ? [] : ['limit USD'])],
    rows: [...groups].map(([key, group], k) => [
      key,
      count(group?.trades ?? 0),
      group === undefined ? '' : percent(group.wins / group.trades),
      gainCell(toDollars(group?.netUsd ?? ZERO_USD)),
      ...(limits === undefined ? [] : [limits[k] ?? '']),
    ]),
    numbers: [1, 2, 3, 4],
    nothing: 'No trade was closed.',
  });
}

export function causesSection({ denied }: RunFacts, { byReason, trades }: TradeStatistics): Markup {
  const reasons = [...byReason].toSorted(([, left], [, right]) => right.trades - left.trades);
  const denials = Object.entries(denied).toSorted(([, left], [, right]) => right - left);
  return section(
    'causes',
    'Why it left, and what it was denied',
    columns(
      figure({
        title: 'Exits by their reason',
        draw: (widthPx) =>
          countsPicture(
            {
              title: 'Exits by their reason',
              counts: reasons.map(([name, group]) => ({
                name,
                times: group.trades,
                words: gainWords(toDollars(group.netUsd)),
                role: roleOf(group.netUsd),
              })),
              nothing: 'No trade was closed.',
            },
            widthPx,
          ),
        widthPx: HALF_PX,
        numbers: table({
          label: 'Exits by their reason',
          head: ['reason', 'trades', 'share', 'net USD'],
          rows: reasons.map(([name, group]) => [
            name,
            count(group.trades),
            percent(group.trades / trades),
            gainCell(toDollars(group.netUsd)),
          ]),
          numbers: [1, 2, 3],
          nothing: 'No trade was closed.',
        }),
      }),
      figure({
        title: 'Entries that were denied, by the gate',
        draw: (widthPx) =>
          countsPicture(
            {
              title: 'Denied entries',
              counts: denials.map(([name, times]) => ({ name, times })),
              nothing: 'No entry was denied.',
            },
            widthPx,
          ),
        widthPx: HALF_PX,
        numbers: table({
          label: 'Denied entries',
          head: ['gate', 'entries'],
          rows: denials.map(([name, times]) => [name, count(times)]),
          numbers: [1],
          nothing: 'No entry was denied.',
        }),
      }),
    ),
  );
}
