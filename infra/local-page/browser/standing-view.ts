/**
 * Where the run stood at the time that is looked at: its money, what was open, and what had happened.
 */
import { dailyLimit } from '../../../lambda/core/risk/loss-budget.ts';
import { statisticsOf } from '../../../lambda/core/ledger/trade-statistics.ts';
import { count, minute } from '../../../lambda/core/text/figure-words.ts';
import { currencyOf } from '../../../lambda/core/settlement.ts';
import { ZERO_USD, dayStartMs, plus, toDollars, usd, type Usd } from '../../../lambda/core/units.ts';
import { typeset } from '../../../lambda/charts/drawing/drawn-figures.ts';
import { openPositionOf } from '../../../lambda/charts/bot-view.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { svgOf } from '../../../lambda/charts/drawing/picture.ts';
import { textOf } from '../../../lambda/charts/drawing/palette.ts';
import { positionPicture } from '../../../lambda/charts/pictures/position-picture.ts';
import { standingCard, type Standing } from '../../../lambda/charts/standing-card.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { RunState } from './run-state.ts';

const NARROWEST_PX = 280;
/** Of the card, on both sides. */
const PADDING_PX = 28;
const MOMENTS = 6;

export function drawStanding(host: HTMLElement, state: RunState): void {
  const widthPx = Math.max(NARROWEST_PX, host.clientWidth - PADDING_PX);
  host.innerHTML = standingCard(standingThen(state), widthPx).toString();
}

function standingThen(state: RunState): Standing {
  const { about, trades, timeMs, restrictions, slippage } = state;
  const { trades: closed, wins, grossUsd, feesUsd, fundingUsd, netUsd, ...rates } = statisticsOf(trades);
  const dayMs = dayStartMs(timeMs);
  const todayUsd = sumOf(trades, (trade) => trade.exitTimeMs >= dayMs);
  const beganUsd = usd(about.beganDollars);
  const balanceUsd = plus(beganUsd, netUsd);
  const dayBeganUsd = plus(
    beganUsd,
    sumOf(trades, (trade) => trade.exitTimeMs < dayMs),
  );
  return {
    bot: about.bot,
    mode: about.mode,
    asOfMs: timeMs,
    balanceDollars: toDollars(balanceUsd),
    currency: currencyOf(about.symbols),
    today: {
      netDollars: toDollars(todayUsd),
      limitDollars: toDollars(dailyLimit(about.parameters, dayBeganUsd)),
    },
    sums: {
      trades: closed,
      wins,
      grossDollars: toDollars(grossUsd),
      feesDollars: toDollars(feesUsd),
      fundingDollars: toDollars(fundingUsd),
      ...slippage,
      netDollars: toDollars(netUsd),
      winRate: rates.winRate,
      breakEvenWinRate: rates.breakEvenWinRate,
    },
    restrictions,
    waiting: [],
  };
}

function sumOf(trades: readonly ClosedTrade[], isCounted: (trade: ClosedTrade) => boolean): Usd {
  let sumUsd = ZERO_USD;
  for (const trade of trades) if (isCounted(trade)) sumUsd = plus(sumUsd, trade.netUsd);
  return sumUsd;
}

export function drawOpen(host: HTMLElement, state: RunState): void {
  const { open, about, timeMs, candles } = state;
  const widthPx = Math.max(NARROWEST_PX, host.clientWidth);
  const pictures = open.map((position) => {
    const of = candles.get(position.symbol);
    const now = of?.close[of.length - 1];
    const picture = openPositionOf(position, about.parameters, { asOfMs: timeMs, now, isProtected: true });
    return svgOf(positionPicture(picture, widthPx));
  });
  host.innerHTML = joined(pictures.length > 0 ? pictures : [muted('Nothing is open.')]).toString();
}

/** The latest first. */
export function drawMoments(host: HTMLElement, { moments }: RunState): void {
  const latest = moments.slice(-MOMENTS).toReversed();
  const more = moments.length - latest.length;
  const rows = latest.map(({ timeMs, words }): Markup =>
    element('tr', {}, element('th', { scope: 'row' }, minute(timeMs)), element('td', {}, typeset(words))),
  );
  host.innerHTML = joined([
    rows.length > 0
      ? element('table', { class: 'ks-facts' }, element('tbody', {}, ...rows))
      : muted('No pause, no stop, no halt.'),
    ...(more > 0 ? [muted(`and ${count(more)} before`)] : []),
  ]).toString();
}

/** The gate that denied most comes first. */
export function drawDenied(host: HTMLElement, { denied, status }: RunState): void {
  const gates = [...(denied ?? [])].toSorted(([, left], [, right]) => right - left);
  const rows = gates.map(([gate, times]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, gate),
      element('td', { class: 'l-number' }, count(times)),
    ),
  );
  host.innerHTML = (
    rows.length > 0
      ? element('table', { class: 'ks-facts' }, element('tbody', {}, ...rows))
      : muted(denied === undefined && status !== 'waiting' ? 'Not told minute by minute.' : 'None.')
  ).toString();
}

function muted(words: string): Markup {
  return element('p', { class: textOf('muted') }, words);
}
