/**
 * `infra/cli/screens/`: what each command shows, as text.
 *
 * The state of the bot on one screen: balance, day, why it is not trading and what ends that, open positions.
 */
import {
  lengthWords,
  preciseLengthWords,
  secondWords,
  tradesWords,
} from '../../../lambda/charts/drawing/drawn-figures.ts';
import { grossOf, ratesOf, slippageOf } from '../../../lambda/core/ledger/day-statistics.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { isProtected } from '../../../lambda/core/orders/protection.ts';
import { unprotectedSinceMs } from '../../../lambda/core/orders/unprotected-spans.ts';
import { isSeenOld, type SeenWorth } from '../../../lambda/core/risk/open-prices.ts';
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import { negate, toDollars, type Usd } from '../../../lambda/core/units.ts';
import { marketName } from '../../results/run-market-kind.ts';
import { namedBot } from '../../local/run-record.ts';
import type { RunSummary } from '../../local/bot-snapshot.ts';
import type { BotStatus } from '../reports/bot-status.ts';
import { count, gain, minute, money, percent, price, tone } from '../terminal/text-format.ts';
import { columns, fitted } from '../terminal/columns.ts';
import { labelled, stateLines } from './restriction-screen.ts';
import { signedFunding } from './result/figure-lines.ts';

/** @param nowMs when somebody looks; absent where the clock of this machine is not the bot's: then as of its last tick. */
export function statusScreen(status: BotStatus, width: number, nowMs?: number): readonly string[] {
  return linesOf(status, width, nowMs).flatMap((line) => fitted(line, width));
}

function linesOf(status: BotStatus, width: number, nowMs: number | undefined): readonly string[] {
  const { state, lastTickMs, restrictions } = status;
  return [
    `${tone('loud', `Bot ${state.botId}`)}  ${modeWords(status)} · last tick ${minute(lastTickMs)} UTC`,
    ...runLines(status),
    ...releaseLines(status),
    '',
    ...moneyLines(status),
    ...stateLines(restrictions, width, namedBot(state.botId)),
    labelled('streak', streakWords(status)),
    labelled('entries', entriesWords(status)),
    ...openLines(status, nowMs),
    ...listed('orders', orderLines(status)),
    labelled('undelivered', undeliveredWords(status)),
    ...listed('commands', commandLines(status), 'none waiting'),
    '',
    ...tradeLines(status),
  ];
}

function listed(label: string, lines: readonly string[], nothing = 'none'): readonly string[] {
  if (lines.length === 0) return [labelled(label, nothing)];
  return lines.map((line, k) => labelled(k === 0 ? label : '', line));
}

function runLines({ run, isRunning }: BotStatus): readonly string[] {
  if (run === undefined) return [];
  return [
    `${marketWords(run)} · ${run.symbols.join(', ')}`,
    `${run.id === undefined ? '' : `run ${run.id} · `}${goingWords(run, isRunning)}`,
  ];
}

function goingWords({ finished, isKept }: RunSummary, isRunning: boolean): string {
  if (isRunning) return 'running now';
  if (isKept) return `${finished ? 'finished' : 'interrupted'}, and kept with its result`;
  return finished
    ? 'finished: the next start begins anew'
    : 'unfinished: start goes on with the same options';
}

/** `run 261129-165622-k3f · SYNTHETIC market, seed 1`; nothing where nobody knows which run it is. */
export function runHead(run: RunSummary | undefined): readonly string[] {
  return run?.id === undefined ? [] : [`run ${run.id} · ${marketWords(run)}`];
}

function releaseLines({ release }: BotStatus): readonly string[] {
  return release === undefined ? [] : [`release ${release}`];
}

function marketWords({ market, seed }: RunSummary): string {
  if (market === 'synthetic') return `SYNTHETIC market${seed === undefined ? '' : `, seed ${seed}`}`;
  return market === 'recorded' ? 'recorded candles' : `${marketName(market)} market`;
}

function moneyLines({ state, limitUsd }: BotStatus): readonly string[] {
  const { balanceUsd, dayMs, realisedTodayUsd } = state.ledger;
  const used = `the limit of the day is ${money(negate(limitUsd))}${usedWords(toDollars(realisedTodayUsd), toDollars(limitUsd))}`;
  const [balance = '', today = ''] = columns(['right'], [[money(balanceUsd)], [money(realisedTodayUsd)]]);
  return [
    labelled('balance', `${balance} USD, settled in ${ledgerCurrency(state.ledger)}`),
    labelled(dayOf(dayMs), `${gain(realisedTodayUsd, `${today} USD`)}, ${used}`),
  ];
}

function usedWords(realised: number, limit: number): string {
  return realised < 0 ? `, ${percent(-realised / limit, 0)} used` : '';
}

function dayOf(dayMs: number): string {
  return minute(dayMs).slice(0, 10);
}

function streakWords({ state, parameters }: BotStatus): string {
  const { lossesInARow } = state.ledger;
  const pauses = `; ${parameters.lossStreak} in a row cause a pause`;
  return `${count(lossesInARow)} ${lossesInARow === 1 ? 'loss' : 'losses'} in a row${pauses}`;
}

function entriesWords({ entriesInLastHour, parameters }: BotStatus): string {
  return `${count(entriesInLastHour)} in the last hour, of at most ${count(parameters.maxTradesPerHour)}`;
}

/** What is open: a line for each position, one for its worth, and one for its age. @param nowMs as in `statusScreen` */
export function openLines(status: BotStatus, nowMs = status.lastTickMs): readonly string[] {
  const { positions } = status.state.ledger;
  const places = positionLines(positions);
  return listed(
    'open',
    positions.flatMap((position, k) => [
      places[k] ?? '',
      worthLine(status.seen.get(position.tradeId), nowMs),
      ...nakedLines(status, position, nowMs),
      ageLine(position, status.lastTickMs),
    ]),
  );
}

/** Nothing where its stop is at the exchange. */
function nakedLines({ state }: BotStatus, position: Position, nowMs: number): readonly string[] {
  if (isProtected(state, position)) return [];
  const sinceMs = unprotectedSinceMs(state, position);
  const since =
    sinceMs === undefined
      ? ''
      : ` since ${secondWords(sinceMs)} UTC, ${preciseLengthWords(Math.max(0, nowMs - sinceMs))}`;
  return [tone('bad', `  no hard stop at the exchange${since}`)];
}

function ageLine({ decidedAtMs, recoverySinceMs }: Position, nowMs: number): string {
  const age = `  ${lengthWords(nowMs - decidedAtMs)} old`;
  return recoverySinceMs === undefined
    ? age
    : `${age}, in recovery since ${minute(recoverySinceMs).slice(11)} UTC`;
}

function worthLine(seen: SeenWorth | undefined, nowMs: number): string {
  if (seen === undefined) return '  worth unknown: no price was seen';
  const { price: at, atMs, netUsd } = seen;
  const net = gain(netUsd, `${money(netUsd)} USD`);
  const ageMs = nowMs - atMs;
  return isSeenOld(ageMs)
    ? `  last seen at ${price(at)}, ${net} net, as of ${minute(atMs)} UTC, ${lengthWords(ageMs)} old`
    : `  now ${price(at)}, ${net} net if closed, as of ${minute(atMs).slice(11)} UTC`;
}

function positionLines(positions: readonly Position[]): readonly string[] {
  return columns(
    ['left', 'left', 'right', 'right', 'right'],
    positions.map(({ symbol, side, entryPrice, stopPrice, takeProfitPrice }) => [
      symbol,
      side,
      price(entryPrice),
      `stop ${price(stopPrice)}`,
      `target ${price(takeProfitPrice)}`,
    ]),
  );
}

function orderLines({ ordersInFlight, restingOrders }: BotStatus): readonly string[] {
  const resting = restingOrders === 0 ? [] : [`${count(restingOrders)} resting at the exchange`];
  const inFlight = ordersInFlight.map(
    ({ status, leg, side, symbol, clientOrderId }) =>
      `${status}: ${leg} of the ${side} ${symbol} (${clientOrderId})`,
  );
  return inFlight.length === 0 && restingOrders > 0
    ? resting.map((words) => `none in flight, ${words}`)
    : [...inFlight, ...resting];
}

function undeliveredWords({ waitingRows, waitingAlerts }: BotStatus): string {
  if (waitingRows === 0 && waitingAlerts === 0) return 'nothing';
  const waiting = [
    ...(waitingRows === 0 ? [] : [`${count(waitingRows)} ledger ${waitingRows === 1 ? 'row' : 'rows'}`]),
    ...(waitingAlerts === 0 ? [] : [`${count(waitingAlerts)} ${waitingAlerts === 1 ? 'alert' : 'alerts'}`]),
  ];
  return `at most ${waiting.join(' and ')}: the next tick delivers what is left`;
}

function commandLines({ commands, unread }: BotStatus): readonly string[] {
  const read = commands.map(({ kind, accept, halt, issuedBy, issuedAtMs, why }) => {
    const reason = why === '' ? '' : `: ${why}`;
    return `${kind}${accept ? [' --accept', halt].filter(Boolean).join(' ') : ''}, by ${issuedBy} at ${minute(issuedAtMs)}${reason}; left for the next tick`;
  });
  return unread === undefined ? read : [...read, `not all could be read: ${unread.cause}`];
}

function tradeLines({ state }: BotStatus): readonly string[] {
  const { run } = state.ledger;
  if (run === undefined) return ['  trades   counted from the next UTC day on: an earlier release did not'];
  const { trades, wins, feesUsd, fundingUsd, netUsd, sinceMs } = run;
  const grossUsd = grossOf(run);
  const { winRate, breakEvenWinRate } = ratesOf(run);
  const amount = (text: string) => text.padStart(12);
  const funding = signedFunding(fundingUsd);
  const slippage = slippageOf(run);
  return [
    ...(sinceMs === undefined ? [] : [`  since ${minute(sinceMs)} UTC, when this release began to count:`]),
    `  trades   ${amount(count(trades))}        wins                  ${count(wins)}`,
    `  gross    ${amount(money(grossUsd))} USD    win rate              ${percent(winRate)}`,
    `  fees     ${amount(money(feesUsd))}        break-even win rate   ${percent(breakEvenWinRate)}`,
    slippageLine(slippage.knownUsd, slippage.unknownTrades, amount),
    `  funding  ${amount(funding.amount)}${fundingUsd === 0 ? '' : ` ${funding.sign}`}`,
    gain(netUsd, `  net      ${amount(money(netUsd))} USD`),
  ];
}

/** It is within the gross. */
function slippageLine(
  knownUsd: Usd | undefined,
  unknownTrades: number,
  amount: (text: string) => string,
): string {
  const unknown = unknownTrades === 0 ? '' : `, unknown for ${tradesWords(unknownTrades)}`;
  return knownUsd === undefined
    ? `  slippage ${amount('unknown')}`
    : `  slippage ${amount(money(knownUsd))}        within gross${unknown}`;
}

/** The mode that is traded, and the one in the parameters where it differs. */
function modeWords({ mode, state }: BotStatus): string {
  const isDemo = state.ledger.isDemo === true;
  switch (mode) {
    case 'live':
      return 'live';
    case 'demo':
      return tone('loud', "DEMO: play money at the exchange's demo");
    case 'paper': {
      const paper = isDemo ? "paper, at the prices of the exchange's demo" : 'paper';
      if (state.parameters?.mode !== 'live') return paper;
      const consent = isDemo ? 'demo: true' : 'allowLive or demo';
      return `${paper} (mode=live also needs ${consent} in infra/stages.ts, a flat bot and a passed preflight)`;
    }
  }
}
