/**
 * The result of a run after all costs, on one screen.
 */
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { statisticsOf, type TradeStatistics } from '../../../lambda/core/ledger/trade-statistics.ts';
import { MINUTE_MS, negate, type Usd } from '../../../lambda/core/units.ts';
import type { ChosenMarket } from '../../market/market-source.ts';
import type { RunResult } from '../../local/paper-run.ts';
import { count, gain, minute, money, percent, price, tone } from '../terminal/text-format.ts';

/** One closed trade on one line, with the balance it left. */
export function tradeLine(trade: ClosedTrade, balanceUsd: Usd): string {
  const { exitTimeMs, entryTimeMs, symbol, side, reason, grossUsd, feesUsd, fundingUsd, netUsd } = trade;
  const minutes = Math.round((exitTimeMs - entryTimeMs) / MINUTE_MS);
  const cells = [
    minute(exitTimeMs),
    symbol.padEnd(7),
    side.padEnd(5),
    `${minutes} min`.padStart(6),
    reason.padEnd(16),
    `gross ${money(grossUsd).padStart(6)}`,
    `fees ${money(feesUsd)}`,
    ...(fundingUsd === 0 ? [] : [`funding ${money(fundingUsd)}`]),
    gain(netUsd, `net ${money(netUsd).padStart(6)}`),
    `balance ${money(balanceUsd)}`,
  ];
  return cells.join(' ');
}

export function resultScreen(
  market: ChosenMarket,
  result: RunResult,
  optimistic?: RunResult,
): readonly string[] {
  const statistics = statisticsOf(result.trades);
  return [
    '',
    tone('loud', result.isInterrupted ? 'Result so far (interrupted)' : 'Result'),
    `  ${marketLine(market, result)}`,
    '',
    ...totals(statistics, result),
    '',
    ...reasons(statistics),
    '',
    ...gates(statistics, result, optimistic),
    '',
    verdict(statistics, result.state.ledger.positions),
  ];
}

/** `SYNTHETIC market, seed 1 · BTCUSDT · 2025-01-06 00:00 → 2025-01-07 00:00 UTC`. */
export function marketLine({ label, symbols, fromMs, toMs }: ChosenMarket, result?: RunResult): string {
  const end = result?.isInterrupted === true ? result.toMs : toMs;
  const span = end > fromMs ? `${minute(fromMs)} → ${minute(end)} UTC` : `from ${minute(fromMs)} UTC`;
  return `${label} · ${symbols.map(({ symbol }) => symbol).join(' ')} · ${span}`;
}

function totals(statistics: TradeStatistics, { state }: RunResult): readonly string[] {
  const { trades, wins, winRate, breakEvenWinRate, grossUsd, feesUsd, fundingUsd, netUsd } = statistics;
  const amount = (text: string) => text.padStart(12);
  return [
    `  trades   ${amount(count(trades))}        wins                  ${count(wins)}`,
    `  gross    ${amount(money(grossUsd))} USD    win rate              ${percent(winRate)}`,
    `  fees     ${amount(money(feesUsd))}        break-even win rate   ${percent(breakEvenWinRate)}`,
    `  funding  ${amount(money(fundingUsd))}        balance               ${money(state.ledger.balanceUsd)} USD`,
    gain(netUsd, `  net      ${amount(money(netUsd))} USD`),
  ];
}

function reasons({ byReason, trades }: TradeStatistics): readonly string[] {
  const header = tone(
    'quiet',
    `  ${'exit'.padEnd(18)}${'trades'.padStart(8)}${'share'.padStart(9)}${'net USD'.padStart(13)}`,
  );
  const sorted = [...byReason].sort(([, left], [, right]) => right.trades - left.trades);
  const rows = sorted.map(([reason, { trades: n, netUsd }]) => {
    const cells = [
      reason.padEnd(18),
      count(n).padStart(8),
      percent(n / trades).padStart(9),
      money(netUsd).padStart(13),
    ];
    return `  ${cells.join('')}`;
  });
  return rows.length === 0 ? ['  no trade was closed'] : [header, ...rows];
}

function gates(statistics: TradeStatistics, result: RunResult, optimistic?: RunResult): readonly string[] {
  const { dailyStops, denied, state } = result;
  const denials = Object.entries(denied).map(([code, n]) => `${code} ${count(n)}`);
  return [
    `  longest losing streak   ${statistics.longestLosingStreak}`,
    `  day stops               ${dailyStops}`,
    `  denied entries          ${denials.length === 0 ? 'none' : denials.join(' · ')}`,
    `  ambiguous candles       ${ambiguity(statistics, optimistic)}`,
    `  open at the end         ${openPositions(state.ledger.positions)}`,
  ];
}

function ambiguity({ ambiguous, netUsd }: TradeStatistics, optimistic?: RunResult): string {
  if (ambiguous === 0) return '0';
  const words = `${ambiguous} (stop and take-profit in one candle: counted as stopped)`;
  if (optimistic === undefined) return `${words}; --both-ways shows the other bound`;
  const other = statisticsOf(optimistic.trades).netUsd;
  const [low, high] = netUsd < other ? [netUsd, other] : [other, netUsd];
  return `${words}; net is between ${money(low)} and ${money(high)} USD`;
}

function openPositions(positions: readonly Position[]): string {
  if (positions.length === 0) return 'none';
  return positions
    .map(({ side, symbol, entryPrice }) => `${side} ${symbol} at ${price(entryPrice)}`)
    .join(', ');
}

/** The result in one sentence. */
function verdict(statistics: TradeStatistics, open: readonly Position[]): string {
  const { trades, winRate, breakEvenWinRate, grossUsd, feesUsd, fundingUsd, netUsd } = statistics;
  if (trades === 0) {
    return open.length === 0
      ? 'Nothing was closed, so nothing was earned or lost.'
      : 'Nothing was closed yet; what the open positions have paid counts when they close.';
  }
  const rates =
    breakEvenWinRate === undefined || winRate === undefined
      ? ''
      : ` It won ${percent(winRate)} of its trades and needed ${percent(breakEvenWinRate)}.`;
  const before = `Before costs the trades ${grossUsd < 0 ? 'lost' : 'earned'} ${money(grossUsd < 0 ? negate(grossUsd) : grossUsd)} USD`;
  const funding = fundingUsd === 0 ? '' : ` and funding ${money(fundingUsd)}`;
  return `${before}; fees took ${money(feesUsd)}${funding}. Net: ${money(netUsd)} USD.${rates}`;
}
