/**
 * `infra/cli/screens/`: what each command shows, as text.
 *
 * The state of the bot on one screen: balance, day, why it is not trading and what ends that, open positions.
 */
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { isStanding } from '../../../lambda/core/control/entry-rejections.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import type { Position } from '../../../lambda/core/ledger/position.ts';
import { MINUTE_MS, negate, toDollars } from '../../../lambda/core/units.ts';
import { marketName } from '../../market/market-source.ts';
import { namedBot } from '../../local/run-record.ts';
import type { RunSummary } from '../../local/bot-snapshot.ts';
import type { BotStatus, Restriction } from '../reports/bot-status.ts';
import { rejectionWords, unreadWords } from '../reports/failure-words.ts';
import { count, gain, minute, money, percent, price, tone, printable } from '../terminal/text-format.ts';
import { columns, wrapped } from '../terminal/columns.ts';

const LABEL_WIDTH = 14;

export function statusScreen(status: BotStatus, width: number): string {
  const { state, lastTickMs, restrictions } = status;
  const { positions } = state.ledger;
  return [
    `${tone('loud', `Bot ${state.botId}`)}  ${modeWords(status)} · last tick ${minute(lastTickMs)} UTC${runWords(status)}`,
    '',
    ...moneyLines(status),
    ...(restrictions.length === 0
      ? [labelled('state', 'trading: entries are allowed')]
      : restrictions.flatMap((restriction, k) =>
          restrictionLines(restriction, k === 0, width, namedBot(state.botId)),
        )),
    ...failureLines(status, width),
    labelled('streak', streakWords(status)),
    labelled('entries', entriesWords(status)),
    ...listed('open', positionLines(positions, lastTickMs)),
    ...listed('orders', orderLines(status)),
    labelled('undelivered', undeliveredWords(status)),
    ...listed('commands', commandLines(status.commands), 'none waiting'),
    '',
    ...tradeLines(status),
  ].join('\n');
}

function labelled(label: string, text: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${text}`;
}

function listed(label: string, lines: readonly string[], nothing = 'none'): readonly string[] {
  if (lines.length === 0) return [labelled(label, nothing)];
  return lines.map((line, k) => labelled(k === 0 ? label : '', line));
}

function runWords({ run, isRunning }: BotStatus): string {
  if (run === undefined) return '';
  const going = isRunning
    ? 'running now'
    : run.finished
      ? 'finished: the next start begins anew'
      : 'unfinished: start goes on with the same options';
  return `\n${marketWords(run)} · ${run.symbols} · ${going}`;
}

function marketWords({ market, seed }: RunSummary): string {
  if (market === 'synthetic') return `SYNTHETIC market${seed === undefined ? '' : `, seed ${seed}`}`;
  return market === 'recorded' ? 'recorded candles' : `${marketName(market)} market`;
}

function moneyLines({ state, limitUsd }: BotStatus): readonly string[] {
  const { balanceUsd, dayMs, realisedTodayUsd } = state.ledger;
  const used =
    limitUsd === undefined
      ? 'of an unknown limit'
      : `the limit of the day is ${money(negate(limitUsd))}${usedWords(toDollars(realisedTodayUsd), toDollars(limitUsd))}`;
  const [balance = '', today = ''] = columns(['right'], [[money(balanceUsd)], [money(realisedTodayUsd)]]);
  return [
    labelled('balance', `${balance} USD`),
    labelled(dayOf(dayMs), `${gain(realisedTodayUsd, `${today} USD`)}, ${used}`),
  ];
}

function usedWords(realised: number, limit: number): string {
  return realised < 0 ? `, ${percent(-realised / limit, 0)} used` : '';
}

function dayOf(dayMs: number): string {
  return minute(dayMs).slice(0, 10);
}

/** Its name and times, its cause, and the remedy. */
function restrictionLines(
  restriction: Restriction,
  isFirst: boolean,
  width: number,
  bot: string | undefined,
): readonly string[] {
  const { what, why, remedy } = restrictionWords(restriction);
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const sentences = [printable(why), ...remedy.map((sentence) => withCommandLines(sentence, bot))]
    .filter((text) => text !== '')
    .flatMap((text) => wrapped(text, width - indent.length));
  return [
    labelled(isFirst ? 'state' : '', tone('loud', what)),
    ...sentences.map((line) => `${indent}${line}`),
  ];
}

const STAYS_MANAGED = 'Nothing is opened; open positions stay managed.';

function restrictionWords(restriction: Restriction): {
  readonly what: string;
  readonly why: string;
  /** Sentences with a line of their own: a command is pasted whole. */
  readonly remedy: readonly string[];
} {
  switch (restriction.kind) {
    case 'halted':
      return {
        what: `HALTED since ${minute(restriction.sinceMs)}`,
        why: restriction.cause,
        remedy: [STAYS_MANAGED, 'To accept it: {resume --accept}'],
      };
    case 'flattening':
      return {
        what: `FLATTENED BY THE OPERATOR since ${minute(restriction.sinceMs)}`,
        why: askedWords(restriction.command),
        remedy: ['What is open is being closed, and nothing is opened.', 'To go on: {resume}'],
      };
    case 'operator-paused':
      return {
        what: `OPERATOR PAUSE since ${minute(restriction.sinceMs)}`,
        why: askedWords(restriction.command),
        remedy: [STAYS_MANAGED, 'To go on: {resume}'],
      };
    case 'stopped':
      return {
        what: `DAY STOP since ${minute(restriction.sinceMs)}, until ${minute(restriction.untilMs)}`,
        why: stoppedWords(restriction),
        remedy: [`Nothing to do: trading resumes at ${minute(restriction.untilMs)} UTC.`],
      };
    case 'paused':
      return {
        what: `STREAK PAUSE${restriction.row === undefined ? '' : ` since ${minute(restriction.row.atMs)},`} until ${minute(restriction.untilMs)}`,
        why: restriction.row === undefined ? '' : `${restriction.row.lossesInARow} losses in a row.`,
        remedy: [
          `Nothing to do: trading resumes at ${minute(restriction.untilMs)} UTC.`,
          'To go on at once: {resume}',
        ],
      };
  }
}

/** What keeps failing at the exchange; nothing while nothing does. */
function failureLines({ state }: BotStatus, width: number): readonly string[] {
  const { unreadAccount, entryRejections = [] } = state;
  const lines = (label: string, texts: readonly string[]) =>
    texts
      .flatMap((text) => wrapped(printable(text), width - LABEL_WIDTH - 2))
      .map((line, k) => labelled(k === 0 ? label : '', k === 0 ? tone('loud', line) : line));
  return [
    ...lines('account', unreadAccount === undefined ? [] : [unreadWords(unreadAccount)]),
    ...lines('rejected', entryRejections.filter(isStanding).map(rejectionWords)),
  ];
}

function stoppedWords({ row }: Extract<Restriction, { readonly kind: 'stopped' }>): string {
  if (row === undefined) return '';
  const { cause, realisedUsd, unrealisedUsd, limitUsd } = row;
  const amounts = `closed ${money(realisedUsd)}, open ${money(unrealisedUsd)}, limit ${money(limitUsd)}`;
  return cause === 'loss'
    ? `The day's loss has reached its limit: ${amounts}.`
    : `What remains of the day's limit cannot pay for one more position: ${amounts}.`;
}

function askedWords(command: OperatorCommand | undefined): string {
  if (command === undefined) return '';
  return `By ${command.issuedBy}${command.why === '' ? ', without a reason given.' : `: ${command.why}`}`;
}

function streakWords({ state, run }: BotStatus): string {
  const { lossesInARow } = state.ledger;
  const pauses = run?.parameters === undefined ? '' : `; ${run.parameters.lossStreak} in a row cause a pause`;
  return `${count(lossesInARow)} ${lossesInARow === 1 ? 'loss' : 'losses'} in a row${pauses}`;
}

function entriesWords({ entriesInLastHour, run }: BotStatus): string {
  const most = run?.parameters === undefined ? '' : `, of at most ${count(run.parameters.maxTradesPerHour)}`;
  return `${count(entriesInLastHour)} in the last hour${most}`;
}

function positionLines(positions: readonly Position[], nowMs: number): readonly string[] {
  return columns(
    ['left', 'left', 'right', 'right', 'right', 'left', 'left'],
    positions.map((position) => {
      const { symbol, side, entryPrice, stopPrice, takeProfitPrice, decidedAtMs, recoverySinceMs } = position;
      return [
        symbol,
        side,
        price(entryPrice),
        `stop ${price(stopPrice)}`,
        `target ${price(takeProfitPrice)}`,
        `${Math.round((nowMs - decidedAtMs) / MINUTE_MS)} min old`,
        recoverySinceMs === undefined ? '' : `recovery ${minute(recoverySinceMs).slice(11)}`,
      ];
    }),
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
  const rows = `${count(waitingRows)} ledger ${waitingRows === 1 ? 'row' : 'rows'}`;
  const alerts = `${count(waitingAlerts)} ${waitingAlerts === 1 ? 'alert' : 'alerts'}`;
  return `${rows} and ${alerts}: the next tick delivers them`;
}

function commandLines(commands: readonly OperatorCommand[]): readonly string[] {
  return commands.map(({ kind, accept, issuedBy, issuedAtMs, why }) => {
    const reason = why === '' ? '' : `: ${why}`;
    return `${kind}${accept ? ' --accept' : ''}, by ${issuedBy} at ${minute(issuedAtMs)}${reason}; the next tick reads it`;
  });
}

function tradeLines({ statistics }: BotStatus): readonly string[] {
  const { trades, wins, grossUsd, feesUsd, fundingUsd, netUsd, winRate, breakEvenWinRate } = statistics;
  const amount = (text: string) => text.padStart(12);
  return [
    `  trades   ${amount(count(trades))}        wins                  ${count(wins)}`,
    `  gross    ${amount(money(grossUsd))} USD    win rate              ${percent(winRate)}`,
    `  fees     ${amount(money(feesUsd))}        break-even win rate   ${percent(breakEvenWinRate)}`,
    `  funding  ${amount(money(fundingUsd))}`,
    gain(netUsd, `  net      ${amount(money(netUsd))} USD`),
  ];
}

/** The mode that is traded, and the one in the parameters where it differs. */
function modeWords({ mode, state }: BotStatus): string {
  if (mode === 'live' || state.parameters?.mode !== 'live') return mode;
  return 'paper (mode=live also needs allowLive, a flat bot and a passed preflight)';
}
