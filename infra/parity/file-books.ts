/**
 * What a bot has done, from a file: the report of a run, or the trades of another tool.
 *
 * - A report says its parameters and its time. Other files say neither: their time is from their first entry to their last exit.
 * - What a tool did not record is assumed in words: fees are those of taker fills, and funding is none.
 */
import { z } from 'zod';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { ComparedTrade } from '../../lambda/backtest/parity/compared-trade.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { ZERO_USD, minuteStartMs } from '../../lambda/core/units.ts';
import { tradeSchema } from '../cli/reports/result/kept-result-schema.ts';
import { resultOfImport, type RebookedTrade } from '../cli/reports/imported-result.ts';
import { readLedger, type LedgerOptions } from '../imported/read-ledger.ts';
import { InputError } from '../input-error.ts';
import { minuteAfter, type BotBooks } from './bot-books.ts';

const openSchema = z
  .object({ symbol: botSymbol, side: z.enum(['long', 'short']), entry_time: z.iso.datetime() })
  .transform(({ entry_time: entered, ...position }) => ({ ...position, entryTimeMs: Date.parse(entered) }));
const reportSchema = z.object({
  writtenBy: z.literal('kallisti-micro-scalper'),
  market: z.object({ symbols: z.array(botSymbol), fromMs: z.number(), toMs: z.number() }),
  parameters: z.unknown(),
  ledger: z.array(tradeSchema),
  open: z.array(openSchema),
});

/** @returns `undefined` where the file is no report of a run. */
export function booksOfReport(text: string, file: string): BotBooks | undefined {
  const { data: report } = reportSchema.safeParse(parseJson(text));
  if (report === undefined) return undefined;
  const { symbols, fromMs, toMs } = report.market;
  const trades = report.ledger.map((trade, index) => ({
    ...trade,
    id: String(index + 1),
    decidedAtMs: trade.entryTimeMs,
  }));
  return {
    origin: `the report ${file}`,
    trades,
    open: report.open,
    rows: [],
    lateCosts: [],
    symbols,
    fromMs,
    toMs,
    periods: [{ fromMs, parameters: parseParameters(report.parameters, [], file) }],
    assumed: [],
  };
}

/** @param parameters of which the taker fee is taken where none is recorded. @throws InputError as `readLedger` does. */
export function booksOfLedger(
  text: string,
  file: string,
  {
    parameters,
    only,
    ...options
  }: LedgerOptions & {
    readonly parameters: BotParameters;
    /** The market of trades that do not say theirs; `undefined` where there are several. */
    readonly only: string | undefined;
  },
): BotBooks {
  const ledger = readLedger(text, file, options);
  const { takerFeePct } = parameters;
  const {
    trades: rebooked,
    feesRecorded,
    fundingRecorded,
  } = resultOfImport(ledger, {
    takerFeePct,
    slippageBps: 0,
  });
  if (rebooked.length === 0) throw new InputError(`${file} has no closed trade: there is nothing to compare`);
  const trades = rebooked.map((trade) => comparedTrade(trade, file, only));
  const withoutFees = rebooked.length - feesRecorded;
  const withoutFunding = rebooked.length - fundingRecorded;
  return {
    origin: `${file} (${ledger.origin})`,
    trades,
    open: [],
    rows: [],
    lateCosts: [],
    symbols: [...new Set(trades.map(({ symbol }) => symbol))],
    fromMs: minuteStartMs(Math.min(...trades.map(({ entryTimeMs }) => entryTimeMs))),
    toMs: minuteAfter(Math.max(...trades.map(({ exitTimeMs }) => exitTimeMs))),
    periods: [],
    assumed: [
      ...ledger.assumed,
      ...(withoutFees > 0
        ? [`No fees are recorded of ${tradeWords(withoutFees)}: taker fees are assumed.`]
        : []),
      ...(withoutFunding > 0
        ? [`No funding is recorded of ${tradeWords(withoutFunding)}: it counts as none.`]
        : []),
    ],
  };
}

function tradeWords(count: number): string {
  return count === 1 ? '1 trade' : `${count} trades`;
}

function comparedTrade(
  { trade, grossUsd, feesUsd, fundingUsd, netUsd }: RebookedTrade,
  file: string,
  only: string | undefined,
): ComparedTrade {
  const { id, symbol: named, side, quantity, entryPrice, entryTimeMs, exitPrice, exitTimeMs, reason } = trade;
  const symbol = named === undefined ? only : pairOf(named);
  if (symbol === undefined)
    throw new InputError(`${file} does not say the market of its trades: give candles of one market only`);
  return {
    id,
    symbol,
    side,
    quantity,
    entryPrice,
    entryTimeMs,
    decidedAtMs: entryTimeMs,
    exitPrice,
    exitTimeMs,
    reason,
    grossUsd,
    feesUsd,
    fundingUsd: fundingUsd ?? ZERO_USD,
    netUsd,
  };
}

/** `BTC/USDT:USDT`, as ccxt writes it, is BTCUSDT. */
function pairOf(name: string): string {
  return name.replace(/:.*$/, '').replace('/', '');
}
