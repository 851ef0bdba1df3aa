/**
 * When it won and lost, why it left, and what it was denied.
 */
import { barsPicture, type Bar } from '../../../lambda/charts/pictures/bars-picture.ts';
import { countsPicture } from '../../../lambda/charts/pictures/counts-picture.ts';
import { count, percent } from '../../../lambda/core/text/figure-words.ts';
import { dayWords, gainWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { Markup } from '../../../lambda/charts/drawing/markup.ts';
import { roleOf } from '../../../lambda/charts/drawing/palette.ts';
import { groupFigures, type GroupFigures } from '../../../lambda/backtest/result/run-figures.ts';
import type { TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { DAY_MS, ZERO_USD, dayStartMs, toDollars } from '../../../lambda/core/units.ts';
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

/** A day without a trade is a result of 0. */
function daysFigure(run: RunFacts): Markup {
  const groups = groupFigures(run.trades, ({ exitTimeMs }) => dayStartMs(exitTimeMs));
  const lastMs = Math.max(run.toMs - 1, run.trades.at(-1)?.exitTimeMs ?? 0);
  const days: number[] = [];
  for (let dayMs = dayStartMs(run.fromMs); dayMs <= lastMs; dayMs += DAY_MS) days.push(dayMs);
  const bars = days.map((dayMs) => barOf(dayWords(dayMs).slice(5), groups.get(dayMs)));
  // The limit of the first day: later ones follow the balance.
  const limits =
    run.parameters === undefined ? {} : { limitDollars: toDollars(dailyLimit(run.parameters, run.beganUsd)) };
  return figure({
    title: 'Net of each UTC day, USD',
    draw: (widthPx) =>
      barsPicture(
        { title: 'Net of each UTC day', bars: run.trades.length === 0 ? [] : bars, ...limits },
        { widthPx, heightPx: BARS_HEIGHT_PX },
      ),
    widthPx: FULL_PX,
    note:
      run.parameters === undefined
        ? 'A trade counts on the day on which it closes.'
        : 'A trade counts on the day on which it closes. The limit is that of the first day; it follows the balance.',
    numbers: groupTable('day', new Map(days.map((dayMs) => [dayWords(dayMs), groups.get(dayMs)]))),
  });
}

/** No group is one without a trade. */
function groupTable(name: string, groups: ReadonlyMap<string, GroupFigures | undefined>): Markup {
  return table({
    label: `Net by ${name}`,
    head: [name, 'trades', 'won', 'net USD'],
    rows: [...groups].map(([key, group]) => [
      key,
      count(group?.trades ?? 0),
      group === undefined ? '' : percent(group.wins / group.trades),
      gainCell(toDollars(group?.netUsd ?? ZERO_USD)),
    ]),
    numbers: [1, 2, 3],
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
