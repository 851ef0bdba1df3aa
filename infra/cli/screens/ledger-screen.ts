/**
 * The ledger's rows, one a line: time, kind, result, balance, and the event in words.
 */
import { preciseLengthWords } from '../../../lambda/charts/drawing/drawn-figures.ts';
import type { EndedEpoch, EventOf } from '../../../lambda/core/ledger/ledger-events.ts';
import { ledgerCurrency } from '../../../lambda/core/settlement.ts';
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import { unprotectedCount, unprotectedTotalMs } from '../../../lambda/core/ledger/unprotected-time.ts';
import { MINUTE_MS, SECOND_MS, negate } from '../../../lambda/core/units.ts';
import { averagePrice, totalQuantity } from '../../../lambda/core/ledger/fills.ts';
import { plainDecimal } from '../../../lambda/core/text/decimal-text.ts';
import { count, gain, minute, money, price, tone } from '../terminal/text-format.ts';
import { isRow, type LedgerEntry, type RowEntry } from '../reports/ledger-statement.ts';
import { columns, wrapped } from '../terminal/columns.ts';

const ALIGNS = ['right', 'left', 'left', 'right', 'right', 'left'] as const;
const HEAD = ['row', 'time (UTC)', 'kind', 'net', 'balance', 'what (# trade)'];

/** @param width columns that a line may have; `undefined` for as many as it takes. */
export function ledgerScreen(entries: readonly LedgerEntry[], width: number | undefined): readonly string[] {
  if (entries.length === 0) return ['no such rows'];
  const rows = entries.map(cellsOf);
  const [head = '', ...lines] = columns(ALIGNS, [HEAD, ...rows]);
  const indent = Math.max(head.length - (HEAD.at(-1)?.length ?? 0), ...lines.map((line) => line.length + 2));
  const texts = entries.flatMap((entry, k) => {
    const words = isRow(entry) ? whatHappened(entry) : entry.problem;
    const parts = width === undefined ? [words] : wrapped(words, Math.max(24, width - indent));
    return parts.map((part, n) => toned(entry, `${(n === 0 ? (lines[k] ?? '') : '').padEnd(indent)}${part}`));
  });
  return [tone('quiet', head), ...texts];
}

function toned(entry: LedgerEntry, line: string): string {
  if (!isRow(entry)) return tone('bad', line);
  return entry.row.event.kind === 'closed' ? gain(entry.row.event.trade.netUsd, line) : line;
}

function cellsOf(entry: LedgerEntry): readonly string[] {
  const balance = entry.balanceUsd === undefined ? 'unknown' : money(entry.balanceUsd);
  if (!isRow(entry)) {
    const { sequence, lastSequence, atMs, kind = '' } = entry;
    const place = sequence === lastSequence ? String(sequence) : `${sequence}…${lastSequence}`;
    return [place, atMs === undefined ? '' : minute(atMs), kind, '', balance, ''];
  }
  const { event, sequence } = entry.row;
  const net = event.kind === 'closed' ? money(event.trade.netUsd) : '';
  return [String(sequence), minute(event.atMs), event.kind, net, balance, ''];
}

/** One sentence without a full stop, with words from outside as they are. */
export function whatHappened({ row, symbol = '' }: Pick<RowEntry, 'row' | 'symbol'>): string {
  const { event } = row;
  switch (event.kind) {
    case 'started':
      return `a new ledger with ${money(event.balanceUsd)} ${ledgerCurrency(event)}${event.isDemo ? ", at the exchange's demo" : ''}${beforeWords(event)}`;
    case 'day-started':
      return 'a new UTC day';
    case 'day-summarised':
      return 'summary of the day before';
    case 'opened':
      return openedWords(event);
    case 'recovery':
      return `#${event.tradeId} ${symbol} at ${price(event.price)}: waits for the bounce`;
    case 'funding': {
      const words =
        event.paidUsd < 0 ? `received ${money(negate(event.paidUsd))}` : `paid ${money(event.paidUsd)}`;
      return `#${event.tradeId} ${symbol} ${words} of funding`;
    }
    case 'reduced':
      return `#${event.tradeId} ${symbol} closed ${plainDecimal(totalQuantity(event.fills))} of it at ${price(averagePrice(event.fills))}`;
    case 'transfer': {
      const words =
        event.amountUsd < 0
          ? `${money(negate(event.amountUsd))} USD taken out of the account`
          : `${money(event.amountUsd)} USD paid into the account`;
      return event.name === undefined ? words : `${words}: ${event.name}`;
    }
    case 'late-cost':
      return event.symbol === ''
        ? `${money(event.paidUsd)} USD missing in the wallet, which nothing explains`
        : `${event.symbol}: ${money(event.paidUsd)} USD that the exchange charged after the trade was closed`;
    case 'closed':
      return closedWords(event);
    case 'paused':
      return `${event.lossesInARow} losses in a row: no entries until ${minute(event.untilMs)}`;
    case 'stopped':
      return stoppedWords(event);
    case 'halted':
      return event.cause;
    case 'operator-command': {
      const { kind, accept, issuedBy, why } = event.command;
      return `${kind}${accept ? ' and accept' : ''}, by ${issuedBy}${why === '' ? '' : `: ${why}`}`;
    }
    case 'reconciled':
      return `accepted: ${event.acceptedCause}`;
    case 'parameters-changed':
      return event.changes.map(({ name, from, to }) => `${name} ${from} → ${to}`).join(', ');
    case 'denials':
      return `denied: ${Object.entries(event.counts)
        .map(([code, times]) => `${code} ${count(times)}`)
        .join(', ')}`;
  }
}

const BEGAN: Readonly<Record<EndedEpoch['cause'], string>> = {
  restored: 'the table was restored',
  'mode-changed': 'the mode changed',
  begun: 'begun anew',
};

function beforeWords({ after, asked }: EventOf<'started'>): string {
  const ended = after === undefined ? '' : `, after epoch ${after.ledger.epoch}: ${BEGAN[after.cause]}`;
  if (asked === undefined) return ended;
  return `${ended} by ${asked.by}${asked.why === '' ? '' : `: ${asked.why}`}`;
}

function openedWords({ position }: EventOf<'opened'>): string {
  const { side, symbol, entryPrice, stopPrice, takeProfitPrice, tradeId } = position;
  return `#${tradeId} ${side} ${symbol} at ${price(entryPrice)}, stop ${price(stopPrice)}, target ${price(takeProfitPrice)}`;
}

function closedWords({ trade }: EventOf<'closed'>): string {
  const { side, symbol, exitPrice, exitTimeMs, entryTimeMs, reason, grossUsd, feesUsd, tradeId } = trade;
  const minutes = Math.round((exitTimeMs - entryTimeMs) / MINUTE_MS);
  const naked = nakedWords(trade);
  return `#${tradeId} ${side} ${symbol} at ${price(exitPrice)}, ${minutes} min, ${reason}: gross ${money(grossUsd)}, fees ${money(feesUsd)}${naked}`;
}

/** Less than a second is what an entry and its stop take: `--json` has it. */
function nakedWords({ unprotected = { spans: [] } }: ClosedTrade): string {
  const totalMs = unprotectedTotalMs(unprotected);
  if (totalMs < SECOND_MS) return '';
  const times = unprotectedCount(unprotected);
  return `, without a stop for ${preciseLengthWords(totalMs)}${times === 1 ? '' : ` in ${count(times)} times`}`;
}

function stoppedWords({ cause, realisedUsd, unrealisedUsd, limitUsd }: EventOf<'stopped'>): string {
  const why =
    cause === 'loss'
      ? 'the day has reached its limit'
      : 'what remains of the limit cannot pay for one more position';
  return `${why}: closed ${money(realisedUsd)}, open ${money(unrealisedUsd)}, limit ${money(limitUsd)}`;
}
