/**
 * The facts of a run, or of a backtest, from the report that it wrote.
 *
 * What an earlier release has not written is unknown; a field that is there has to be right.
 */
import { z } from 'zod';
import { botSymbol } from '../../lambda/adapters/symbol-names.ts';
import { parametersSchema } from '../../lambda/config.ts';
import { tradesWords } from '../../lambda/charts/drawing/drawn-figures.ts';
import { count } from '../../lambda/core/text/figure-words.ts';
import { ZERO_USD, minus, plus } from '../../lambda/core/units.ts';
import { sessionWords } from '../market/sessions/session-note.ts';
import { dollars as exactDollars, tradeOfRow, tradeRow } from '../results/trade-row.ts';
import { whole, countsWords, dollars, marketSchema, marketWords, timeMs } from './report-fields.ts';
import type { RunFacts, Said } from './report-input.ts';

const tradeSchema = tradeRow
  .extend({ symbol: botSymbol })
  .refine(
    (row) => minus(minus(row.gross_usd, row.fees_usd), row.funding_usd) === row.net_usd,
    'its net_usd is not gross_usd − fees_usd − funding_usd',
  );

const attributionSchema = z
  .object({
    edgeUsd: dollars,
    slippageUsd: dollars,
    makerFeesUsd: dollars,
    takerFeesUsd: dollars,
    fundingUsd: dollars,
    beyondCollateralUsd: dollars,
  })
  .transform((row) => ({
    edge: row.edgeUsd,
    slippage: row.slippageUsd,
    makerFees: row.makerFeesUsd,
    takerFees: row.takerFeesUsd,
    funding: row.fundingUsd,
    beyondCollateral: row.beyondCollateralUsd,
  }));

const unseenOfSymbols = z.array(
  z.object({
    symbol: botSymbol,
    minutesMissing: whole,
    minutesClosed: whole.exactOptional(),
    minutesWithoutHistory: whole,
    candlesWithoutVolume: whole,
    fundingTimesMissed: whole,
    tradesWithMissingMinutes: whole,
    noSignal: z.string().nullable(),
  }),
);

const notSeenSchema = z.object({
  minutes: whole,
  symbols: unseenOfSymbols,
  filesLeftOut: z.array(z.string()),
});

const stepsSchema = z
  .array(
    z
      .object({ timeMs, moreUsd: dollars })
      .transform(({ timeMs: at, moreUsd }) => ({ timeMs: at, moreDollars: moreUsd })),
  )
  .refine(
    (steps) => steps.every((step, k) => k === 0 || step.timeMs > (steps[k - 1]?.timeMs ?? 0)),
    'its times do not go up',
  );

const sessionNoteSchema = z.object({
  symbol: botSymbol,
  source: z.string(),
  sessions: whole,
  closedCandles: whole,
});

export const runReportSchema = z.object({
  market: marketSchema,
  interrupted: z.boolean(),
  hash: z.string().nullable(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  balanceUsd: exactDollars,
  optimistic: z.object({ netUsd: dollars, steps: stepsSchema.nullish() }).nullable(),
  dailyStops: whole,
  denied: z.record(z.string(), whole),
  figures: z.object({ attribution: attributionSchema.nullish() }).optional(),
  funding: z
    .array(z.object({ symbol: botSymbol, files: z.array(z.string()), times: whole, assumedTimes: whole }))
    .optional(),
  sessions: z.array(sessionNoteSchema).optional(),
  notSeen: notSeenSchema.nullable(),
  open: z.array(z.unknown()),
  ledger: z.array(tradeSchema),
});

type RunReport = z.output<typeof runReportSchema>;

export function runFacts(report: RunReport): RunFacts {
  const { market, parameters: written, balanceUsd, denied, dailyStops, open, optimistic } = report;
  const trades = report.ledger.map((row, k) => ({ tradeId: k + 1, ...tradeOfRow(row) }));
  const parameters = parametersSchema.safeParse(written).data;
  const netUsd = trades.reduce((sum, trade) => plus(sum, trade.netUsd), ZERO_USD);
  return {
    kind: 'run',
    title: 'Result',
    // `start` and `backtest` trade on paper alone.
    mode: 'paper',
    market: marketWords(market),
    isSynthetic: market.kind === 'synthetic',
    symbols: market.symbols,
    fromMs: market.fromMs,
    toMs: market.toMs,
    isInterrupted: report.interrupted,
    hash: report.hash ?? undefined,
    parameters,
    trades,
    details: [],
    beganUsd: minus(balanceUsd, netUsd),
    moves: [],
    denied,
    dailyStops,
    openPositions: open.length,
    targetFirst: optimistic
      ? { netDollars: optimistic.netUsd, steps: optimistic.steps ?? undefined }
      : undefined,
    attribution: report.figures?.attribution ?? undefined,
    assumptions: [
      ...costAssumptions(written),
      fundingAssumption(report),
      ...sessionAssumption(report),
      ...candleAssumptions(report),
    ],
    notSeen: notSeenRows(report.notSeen),
    warnings: report.interrupted ? ['The run was interrupted: this is its result so far.'] : [],
  };
}

/** As they were written, whichever release wrote them. */
function costAssumptions(written: RunReport['parameters']): readonly Said[] {
  const of = (name: string, unit: string) => `${written[name] ?? 'unknown'} ${unit}`;
  return [
    ['fees', `taker ${of('takerFeePct', '%')}, maker ${of('makerFeePct', '%')} of each fill`],
    ['slippage', `${of('slippageBps', 'bps')} against us on every taker fill`],
  ];
}

function fundingAssumption({ funding = [], parameters }: RunReport): Said {
  const assumed = `assumed ${parameters['fundingPct'] ?? 'unknown'} % every 8 h`;
  const recorded = funding.filter(({ files }) => files.length > 0);
  if (recorded.length === 0) return ['funding', assumed];
  const words = recorded.map(({ symbol, times, assumedTimes }) =>
    assumedTimes === 0
      ? `${symbol} recorded`
      : `${symbol} recorded but for ${count(assumedTimes)} of ${count(times)} times`,
  );
  const isAll =
    recorded.length === funding.length && recorded.every(({ assumedTimes }) => assumedTimes === 0);
  return ['funding', [...words, ...(isAll ? [] : [`otherwise ${assumed}`])].join('; ')];
}

/** When markets with closed hours are open. */
function sessionAssumption({ sessions = [] }: RunReport): readonly Said[] {
  return sessions.length === 0 ? [] : [['trading sessions', sessions.map(sessionWords).join('; ')]];
}

/** How prices inside a candle are met. */
function candleAssumptions({ market, ledger }: RunReport): readonly Said[] {
  if (market.kind !== 'recorded') return [];
  const ambiguous = ledger.filter((row) => row.ambiguous).length;
  return [
    [
      'stop first',
      `where stop and take-profit lie in one candle, the stop is filled: ${tradesWords(ambiguous)}`,
    ],
    ['take-profit', 'filled at its price, and only where the market trades beyond it'],
    ['fills', 'whole and at once: no queue, no delay, and our orders move no market'],
  ];
}

function notSeenRows(notSeen: RunReport['notSeen']): readonly Said[] {
  if (notSeen === null) return [['minutes', 'not counted of a market in real time']];
  const { minutes, symbols, filesLeftOut } = notSeen;
  const row = (name: string, amountOf: (symbol: (typeof symbols)[number]) => number, of = ''): Said => [
    name,
    countsWords(
      symbols.map((symbol) => [symbol.symbol, amountOf(symbol)] as const),
      of,
    ),
  ];
  const rows: readonly Said[] = [
    row('minutes closed', ({ minutesClosed = 0 }) => minutesClosed, ` of ${count(minutes)}`),
    row('minutes missing', ({ minutesMissing }) => minutesMissing, ` of ${count(minutes)}`),
    row('minutes without history', ({ minutesWithoutHistory }) => minutesWithoutHistory),
    row('candles without volume', ({ candlesWithoutVolume }) => candlesWithoutVolume),
    row('funding times missed', ({ fundingTimesMissed }) => fundingTimesMissed),
    row('trades across gaps', ({ tradesWithMissingMinutes }) => tradesWithMissingMinutes),
    [
      'no signal was possible',
      symbols
        .flatMap(({ symbol, noSignal }) => (noSignal === null ? [] : [`${symbol}: ${noSignal}`]))
        .join(' · '),
    ],
    ['files left out', filesLeftOut.join(' · ')],
  ];
  return rows.filter(([, words]) => words !== '');
}
