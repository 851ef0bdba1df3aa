/**
 * The columns of closed trades and of open positions, in each export and in the report of a run.
 */
import type { ClosedTrade } from '../../../lambda/core/ledger/closed-trade.ts';
import type { SignalValues } from '../../../lambda/core/ledger/ledger-events.ts';
import { unprotectedTotalMs } from '../../../lambda/core/ledger/unprotected-time.ts';
import { SECOND_MS, pctOfFraction, type Usd } from '../../../lambda/core/units.ts';
import { isRow, type LedgerEntry } from '../reports/ledger-statement.ts';
import type { OpenAtEnd } from '../../../lambda/backtest/result/open-at-end.ts';
import type { Column } from './column.ts';

type Opened = Pick<ClosedTrade, 'symbol' | 'side' | 'quantity' | 'entryPrice'> & {
  readonly entryTimeMs: number;
};

/** What a position and its trade have in common. */
function openedColumns<Row>(of: (row: Row) => Opened): readonly Column<Row>[] {
  return [
    { name: 'symbol', type: 'text', meaning: 'the market', valueOf: (row) => of(row).symbol },
    { name: 'side', type: 'text', meaning: '`long` or `short`', valueOf: (row) => of(row).side },
    { name: 'quantity', type: 'number', meaning: 'in coins', valueOf: (row) => of(row).quantity },
    {
      name: 'entry_time',
      type: 'time',
      meaning: 'of the fill of the entry',
      valueOf: (row) => of(row).entryTimeMs,
    },
    {
      name: 'entry_price',
      type: 'number',
      meaning: 'paid, slippage included',
      valueOf: (row) => of(row).entryPrice,
    },
  ];
}

/** Of a position that is open at the end of a run. */
export const OPEN_COLUMNS: readonly Column<OpenAtEnd>[] = [
  ...openedColumns<OpenAtEnd>(({ filledAtMs, ...position }) => ({ ...position, entryTimeMs: filledAtMs })),
  {
    name: 'last_price',
    type: 'number',
    meaning: 'the last of the run',
    valueOf: ({ lastPrice }) => lastPrice,
  },
  {
    name: 'unrealised_usd',
    type: 'usd',
    meaning: 'net of a close at that price, all costs paid; in no sum',
    valueOf: ({ unrealisedUsd }) => unrealisedUsd,
  },
];

function tradeColumns<Row>(of: (row: Row) => ClosedTrade): readonly Column<Row>[] {
  return [
    ...openedColumns(of),
    { name: 'exit_time', type: 'time', meaning: 'of the last fill', valueOf: (row) => of(row).exitTimeMs },
    {
      name: 'exit_price',
      type: 'number',
      meaning: 'got, slippage included',
      valueOf: (row) => of(row).exitPrice,
    },
    {
      name: 'reason',
      type: 'text',
      meaning: 'of the exit, such as `target` or `hard-stop`',
      valueOf: (row) => of(row).reason,
    },
    {
      name: 'gross_usd',
      type: 'usd',
      meaning: 'by the prices of its fills, before fees and funding',
      valueOf: (row) => of(row).grossUsd,
    },
    { name: 'fees_usd', type: 'usd', meaning: 'of entry and exit', valueOf: (row) => of(row).feesUsd },
    {
      name: 'funding_usd',
      type: 'usd',
      meaning: 'paid; negative where it was received',
      valueOf: (row) => of(row).fundingUsd,
    },
    { name: 'net_usd', type: 'usd', meaning: 'gross − fees − funding', valueOf: (row) => of(row).netUsd },
    {
      name: 'ambiguous',
      type: 'boolean',
      meaning: 'stop and take-profit lay inside one candle; the stop was taken',
      valueOf: (row) => of(row).ambiguous,
    },
  ];
}

/** Of a closed trade, as it says them itself. */
export const TRADE_COLUMNS = tradeColumns<ClosedTrade>((trade) => trade);

export interface ExportedTrade {
  readonly botId: string;
  readonly epoch: number;
  readonly trade: ClosedTrade;
  /** Of all its fills; `undefined` where it is unknown. */
  readonly slippageUsd: Usd | undefined;
  /** Of the row that opened it; absent where that row is not at hand. */
  readonly opening: Opening | undefined;
}

interface Opening {
  readonly signal: SignalValues;
  readonly lagSeconds: number | undefined;
}

const BOOKED_COLUMNS: readonly Column<ExportedTrade>[] = [
  { name: 'bot', type: 'text', meaning: 'its id; `local` for a run here', valueOf: ({ botId }) => botId },
  { name: 'epoch', type: 'integer', meaning: 'of the ledger', valueOf: ({ epoch }) => epoch },
  {
    name: 'trade_id',
    type: 'integer',
    meaning: 'its number in the epoch',
    valueOf: ({ trade }) => trade.tradeId,
  },
  ...tradeColumns<ExportedTrade>(({ trade }) => trade),
];

const UNPROTECTED_COLUMN: Column<ExportedTrade> = {
  name: 'unprotected_seconds',
  type: 'number',
  meaning: 'without a stop at the exchange, in all; unknown on paper, and where nobody noted it',
  valueOf: ({ trade: { unprotected } }) =>
    unprotected === undefined ? undefined : unprotectedTotalMs(unprotected) / SECOND_MS,
};

const SLIPPAGE_COLUMN: Column<ExportedTrade> = {
  name: 'slippage_usd',
  type: 'usd',
  meaning: 'what its fills were worse than decided, within gross; unknown where no row tells',
  valueOf: ({ slippageUsd }) => slippageUsd,
};

/** New ones come last: some read by their place. */
const LATER_COLUMNS = [UNPROTECTED_COLUMN, SLIPPAGE_COLUMN];

/** A closed trade of a ledger, as its own row says it. */
export const CLOSED_COLUMNS: readonly Column<ExportedTrade>[] = [...BOOKED_COLUMNS, ...LATER_COLUMNS];

/** The same with what the row says that opened it. */
export const EXPORT_COLUMNS: readonly Column<ExportedTrade>[] = [
  ...BOOKED_COLUMNS,
  {
    name: 'momentum_pct',
    type: 'number',
    meaning: 'of the signal that was entered',
    valueOf: ({ opening }) => percentOf(opening?.signal.momentum),
  },
  {
    name: 'volume_ratio',
    type: 'number',
    meaning: 'of that signal: the volume over its average',
    valueOf: ({ opening }) => opening?.signal.volumeRatio,
  },
  {
    name: 'range_pct',
    type: 'number',
    meaning: 'of that signal: the range from low to high',
    valueOf: ({ opening }) => percentOf(opening?.signal.range),
  },
  {
    name: 'decision_lag_seconds',
    type: 'number',
    meaning: "from the close of the signal's candle to the accepted entry; unknown where time is simulated",
    valueOf: ({ opening }) => opening?.lagSeconds,
  },
  ...LATER_COLUMNS,
];

function percentOf(fraction: number | undefined): number | undefined {
  return fraction === undefined ? undefined : pctOfFraction(fraction);
}

/** The closed trades among the entries, each with the row that opened it, where that one is among them. */
export function exportedTrades(botId: string, entries: readonly LedgerEntry[]): readonly ExportedTrade[] {
  const openings = openingsIn(entries);
  return entries.flatMap((entry) => {
    if (!isRow(entry) || entry.row.event.kind !== 'closed') return [];
    const { epoch, event } = entry.row;
    const { trade, slippageUsd } = event;
    return [{ botId, epoch, trade, slippageUsd, opening: openings.get(tradeKey(epoch, trade.tradeId)) }];
  });
}

function tradeKey(epoch: number, tradeId: number): string {
  return `${epoch}/${tradeId}`;
}

function openingsIn(entries: readonly LedgerEntry[]): ReadonlyMap<string, Opening> {
  const openings = entries.flatMap((entry) => {
    if (!isRow(entry) || entry.row.event.kind !== 'opened') return [];
    const { position, decision, decisionLagSeconds: lagSeconds } = entry.row.event;
    return [[tradeKey(entry.row.epoch, position.tradeId), { signal: decision.signal, lagSeconds }] as const];
  });
  return new Map(openings);
}
