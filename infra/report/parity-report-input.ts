/**
 * The facts of a comparison of bot and backtest, from the report that it wrote.
 *
 * Invariant: the parts of a difference sum to it, to the last digit, for each trade and for all of them.
 */
import { z } from 'zod';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { DIFFERENCE_KINDS } from '../../lambda/backtest/parity/difference.ts';
import { parametersSchema } from '../../lambda/config.ts';
import { count, minute } from '../../lambda/core/text/figure-words.ts';
import { ZERO_USD, minus, plus, toDollars, type Usd } from '../../lambda/core/units.ts';
import { gainWords } from '../../lambda/charts/drawing/drawn-figures.ts';
import { partWords } from '../cli/screens/research/parity-words.ts';
import { dollars as exactDollars } from '../results/trade-row.ts';
import { dollars, timeMs, whole } from './report-fields.ts';
import type { ComparedPair, ParityFacts, Said } from './report-input.ts';

const price = z.number().positive();

const tradeSchema = z
  .object({
    symbol: botSymbol,
    side: z.enum(['long', 'short']),
    quantity: z.number().positive(),
    entryTimeMs: timeMs,
    entryPrice: price,
    exitTimeMs: timeMs,
    exitPrice: price,
    reason: z.string().nullable(),
    grossUsd: exactDollars,
    feesUsd: exactDollars,
    fundingUsd: exactDollars,
    netUsd: exactDollars,
  })
  .refine(
    (trade) => minus(minus(trade.grossUsd, trade.feesUsd), trade.fundingUsd) === trade.netUsd,
    'its netUsd is not grossUsd − feesUsd − fundingUsd',
  );

const kind = z.enum(DIFFERENCE_KINDS);
const cause = z.string().nullable();
const SUM = 'its parts do not sum to differenceUsd';

const pairSchema = z
  .object({
    bot: tradeSchema.nullable(),
    backtest: tradeSchema.nullable(),
    lateSeconds: z.number(),
    differenceUsd: exactDollars,
    differenceBps: z.number(),
    differences: z.array(z.object({ kind, cause, usd: exactDollars })),
  })
  .refine(({ bot, backtest }) => bot !== null || backtest !== null, 'it is a trade of neither')
  .refine(({ differences, differenceUsd }) => sumOf(differences) === differenceUsd, SUM);

export const parityReportSchema = z
  .object({
    bot: z.string(),
    fromMs: timeMs,
    toMs: timeMs,
    symbols: z.array(botSymbol).min(1),
    withinSeconds: z.number(),
    parametersAre: z.enum(['recorded', 'given']),
    periods: z.array(
      z.object({ fromMs: timeMs, parameters: z.record(z.string(), z.union([z.string(), z.number()])) }),
    ),
    assumed: z.array(z.string()),
    trades: z.object({ bot: whole, backtest: whole, matched: whole, equal: whole, rounded: whole }),
    backtestUsd: exactDollars,
    parts: z.array(z.object({ kind, cause, count: whole, usd: exactDollars, bps: z.number() })),
    botUsd: exactDollars,
    differenceUsd: exactDollars,
    outside: z.object({ trades: whole, netUsd: dollars }),
    ledger: z.array(pairSchema),
  })
  .refine(({ parts, differenceUsd }) => sumOf(parts) === differenceUsd, SUM)
  .refine(
    ({ botUsd, backtestUsd, differenceUsd }) => minus(botUsd, backtestUsd) === differenceUsd,
    'its differenceUsd is not botUsd − backtestUsd',
  );

type ParityReport = z.output<typeof parityReportSchema>;
type PairReport = ParityReport['ledger'][number];
type TradeReport = NonNullable<PairReport['bot']>;

function sumOf(parts: readonly { readonly usd: Usd }[]): Usd {
  return parts.reduce((sum, { usd }) => plus(sum, usd), ZERO_USD);
}

export function parityFacts(report: ParityReport): ParityFacts {
  const { bot, symbols, fromMs, toMs, trades: counts, periods } = report;
  const pairs = report.ledger.flatMap((pair) => pairOf(pair) ?? []);
  const [only] = periods.length === 1 ? periods : [];
  return {
    kind: 'parity',
    bot,
    symbols,
    fromMs,
    toMs,
    counts,
    backtestDollars: toDollars(report.backtestUsd),
    botDollars: toDollars(report.botUsd),
    differenceDollars: toDollars(report.differenceUsd),
    parts: report.parts.map((part) => ({
      kind: part.kind,
      words: partWords(part.kind, part.cause),
      times: part.count,
      dollars: toDollars(part.usd),
      bps: part.bps,
    })),
    pairs: pairs
      .toSorted((left, right) => left.trade.exitTimeMs - right.trade.exitTimeMs)
      .map((pair, k) => ({ ...pair, trade: { ...pair.trade, tradeId: k + 1 } })),
    parameters: only && parametersSchema.safeParse(only.parameters).data,
    assumptions: assumptionsOf(report),
  };
}

function pairOf({ bot, backtest, ...pair }: PairReport): ComparedPair | undefined {
  const trade = bot ?? backtest;
  if (trade === null) return undefined;
  const isBoth = bot !== null && backtest !== null;
  return {
    trade: { ...drawnOf(trade), tradeId: 0, ambiguous: false },
    parity: {
      of: isBoth ? 'both' : bot === null ? 'backtest' : 'bot',
      dollars: toDollars(pair.differenceUsd),
      parts: pair.differences.map(({ kind: name, cause: why, usd }) => ({
        words: partWords(name, name === 'late-entry' ? `${pair.lateSeconds} s` : why),
        dollars: toDollars(usd),
      })),
      ...(isBoth && { backtest: drawnOf(backtest) }),
    },
    bps: pair.differenceBps,
  };
}

function drawnOf({ reason, ...trade }: TradeReport) {
  return { ...trade, reason: reason ?? 'unknown' };
}

function assumptionsOf(report: ParityReport): readonly Said[] {
  const { parametersAre, periods, withinSeconds, assumed, outside } = report;
  const changed = periods.slice(1).map((period) => minute(period.fromMs));
  const source =
    parametersAre === 'recorded' ? "the bot's own, as its ledger has them" : 'those that were given';
  return [
    [
      'parameters',
      changed.length === 0
        ? source
        : `${source}; changed at ${changed.join(', ')} UTC, where the backtest begins again from the bot's state`,
    ],
    ['one trade', `the same symbol and side, entered at most ${count(withinSeconds)} s apart`],
    ...(outside.trades === 0
      ? []
      : [
          [
            'not compared',
            `${count(outside.trades)} trades of the bot before, after or across this time, net ${gainWords(outside.netUsd)}`,
          ] as const,
        ]),
    ...assumed.map((sentence) => ['assumed', sentence] as const),
  ];
}
