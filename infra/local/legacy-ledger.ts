/**
 * Reads the ledger file of the bot that came before this one, and writes our ledger in its format.
 *
 * - A file is parsed; keys that are not needed may hold anything.
 * - A written file has the old keys, and `note`, which says where a number means something else.
 */
import { z } from 'zod';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import type { Position } from '../../lambda/core/ledger/position.ts';
import type { ExitReason } from '../../lambda/core/reasons.ts';
import { HOUR_MS, PARAMETER_USD_MAX, toDollars } from '../../lambda/core/units.ts';
import { shown } from '../recordings/candle-file-error.ts';
import { isPlausible, unitHint } from '../recordings/recorded-time.ts';
import { readWrittenJson } from '../files/written-file.ts';
import { InputError } from '../input-error.ts';

const price = z.number().positive();
const time = z.int().refine(isPlausible, {
  error: ({ input }) =>
    `expected a time between 2009 and 2100 in milliseconds since 1970${typeof input === 'number' ? unitHint(input) : ''}`,
});
const opened = {
  id: z.string(),
  side: z.enum(['Short', 'Long']),
  entryPrice: price,
  entryTime: time,
  collateral: z.number().positive(),
  leverage: z.number().positive(),
};

const closedPosition = z
  .object({
    ...opened,
    status: z.literal('closed'),
    exitPrice: price,
    exitTime: time,
    pnl: z.number(),
    reason: z.string(),
  })
  .refine(
    ({ collateral, leverage, entryPrice, exitPrice }) =>
      collateral * leverage * Math.max(1, exitPrice / entryPrice) <= PARAMETER_USD_MAX,
    { path: ['collateral'], error: 'worth more than 10 million, which cannot be counted exactly' },
  )
  .refine(({ entryTime, exitTime }) => exitTime >= entryTime, {
    path: ['exitTime'],
    error: 'expected a time that is not before the entry',
  });

const positionSchema = z.discriminatedUnion(
  'status',
  [closedPosition, z.object({ ...opened, status: z.literal('open') })],
  {
    error: 'expected a position whose status is "open" or "closed"',
  },
);

const ledgerSchema = z.object({
  balance: z.number(),
  initialBalance: z.number(),
  positions: z.array(positionSchema),
});

export type OldLedger = z.output<typeof ledgerSchema>;
export type OldTrade = z.output<typeof closedPosition>;

/** Some 45,000 trades. */
export const OLD_LEDGER_BYTES_MAX = 16 * 1024 * 1024;
/** Each of them may be wrong in ten places, and every place is told. */
export const OLD_POSITIONS_MAX = 50_000;

const sizedSchema = z.object({ positions: z.array(z.unknown()) });

const PROBLEMS_SHOWN = 5;

/** @param file named in the error. @throws InputError naming every place that the old bot cannot have written. */
export function parseOldLedger(text: string, file: string): OldLedger {
  const json = readWrittenJson(text, file);
  const count = sizedSchema.safeParse(json).data?.positions.length ?? 0;
  if (count > OLD_POSITIONS_MAX) {
    throw new InputError(`${file} has ${count} positions, and \`import\` reads at most ${OLD_POSITIONS_MAX}`);
  }
  const parsed = ledgerSchema.safeParse(json);
  if (parsed.success) return withoutDoubles(parsed.data, file);
  const { issues } = parsed.error;
  const lines = issues.slice(0, PROBLEMS_SHOWN).map(({ path, message }) => {
    const value = valueAt(json, path);
    const found =
      value === undefined ? 'nothing' : shown(JSON.stringify(value)).slice(1, -1).replaceAll('\\"', '"');
    return `  ${placeOf(path)}: ${message.replace('Invalid input: ', '').replace(/, received .*/, '')}; found ${found}`;
  });
  const more = issues.length > lines.length ? [`  and ${issues.length - lines.length} more`] : [];
  throw new InputError([`${file} is not a ledger of the old bot:`, ...lines, ...more].join('\n'));
}

/** @throws InputError naming the ids that two positions have: one trade would count twice. */
function withoutDoubles(ledger: OldLedger, file: string): OldLedger {
  const places = new Map<string, number>();
  const doubled: string[] = [];
  for (const [index, { id }] of ledger.positions.entries()) {
    const earlier = places.get(id);
    if (earlier === undefined) places.set(id, index);
    else doubled.push(`  positions[${index}].id: that of positions[${earlier}], ${shown(id)}`);
  }
  if (doubled.length === 0) return ledger;
  const more = doubled.length > PROBLEMS_SHOWN ? [`  and ${doubled.length - PROBLEMS_SHOWN} more`] : [];
  throw new InputError(
    [`${file} has a trade twice; leave each once:`, ...doubled.slice(0, PROBLEMS_SHOWN), ...more].join('\n'),
  );
}

function placeOf(path: readonly PropertyKey[]): string {
  const words = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return words === '' ? 'the file' : words.replace(/^\./, '');
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.entries(value).find(([name]) => name === String(key))?.[1];
  }, json);
}

export const LEGACY_NOTE =
  "the old bot's shape: pnl and dailyPnl are net here, after fees and funding; balance does not set aside the collateral of open positions; stopLoss is the hard stop; an id holds the symbol; tradesThisHour counts the last 3,600 s";

/** The old bot's codes of the exits that both have; the others keep our code. */
const OLD_REASONS: Readonly<Partial<Record<ExitReason, string>>> = {
  target: 'take-profit',
  'hard-stop': 'stop-loss',
  'quick-exit': 'quick-exit-breakeven',
};

/** Our ledger in the old shape; amounts in dollars, times in ms. @param rows of the item's epoch, complete. */
export function legacyLedgerOf({ ledger, tickMs }: BotState, rows: readonly LedgerRow[]) {
  const events = rows.map(({ event }) => event);
  const started = events.find((event) => event.kind === 'started');
  if (started === undefined) throw new Error(`ledger epoch ${ledger.epoch} has no first row`);
  const trades = events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
  const tradesById = new Map(trades.map((trade) => [trade.tradeId, trade]));
  const positions = events.flatMap((event) => (event.kind === 'opened' ? [event.position] : []));
  const nowMs = tickMs ?? started.atMs;
  return {
    note: LEGACY_NOTE,
    balance: toDollars(ledger.balanceUsd),
    initialBalance: toDollars(started.balanceUsd),
    dailyStartBalance: toDollars(ledger.dayStartBalanceUsd),
    dailyPnl: toDollars(ledger.realisedTodayUsd),
    consecutiveLosses: ledger.lossesInARow,
    positions: positions.map((entered) => legacyPosition(entered, tradesById.get(entered.tradeId))),
    lastReset: ledger.dayMs,
    tradesThisHour: ledger.entryTimesMs.filter((timeMs) => nowMs - timeMs < HOUR_MS).length,
    lastHourReset: nowMs - HOUR_MS,
    pausedUntil: ledger.pausedUntilMs,
  };
}

/** @param trade absent while the position is open: so are then the keys of its end. */
function legacyPosition(
  { tradeId, symbol, side, terms, ...entered }: Position,
  trade: ClosedTrade | undefined,
) {
  const position = {
    id: `pos-${entered.filledAtMs}-${symbol}-${tradeId}`,
    side: side === 'long' ? 'Long' : 'Short',
    entryPrice: entered.entryPrice,
    entryTime: entered.filledAtMs,
    collateral: terms.collateralUsd,
    leverage: terms.leverage,
    stopLoss: entered.stopPrice,
    takeProfit: entered.takeProfitPrice,
    minProfitTarget: terms.profitTargetUsd,
    maxProfitTarget: terms.profitCapUsd,
  };
  if (trade === undefined) return { ...position, status: 'open' };
  return {
    ...position,
    status: 'closed',
    exitPrice: trade.exitPrice,
    exitTime: trade.exitTimeMs,
    pnl: toDollars(trade.netUsd),
    reason: OLD_REASONS[trade.reason] ?? trade.reason,
  };
}
