/**
 * The trades in the rows of a table: of jesse, or of any tool.
 *
 * A row without an exit is an open trade, and is left out.
 */
import { z } from 'zod';
import { marketName } from '../../lambda/adapters/symbol-names.ts';
import { shown } from '../recordings/candle-file-error.ts';
import { InputError } from '../input-error.ts';
import type { ImportedLedger, ImportedTrade, TradePart } from './imported-trade.ts';
import type { ColumnRole, FoundColumns } from './ledger-columns.ts';
import type { LedgerTable } from './table-rows.ts';
import { checkTrades, problemsOf, refusal, refuseTooMany, type PlacedTrade } from './trade-checks.ts';
import { decimalText } from './written-number.ts';
import { hasNoZone, timeText } from './written-time.ts';

const positiveText = decimalText.pipe(z.number().positive());
const perhapsNumber = blankAsNothing(decimalText);
const SIDES: Readonly<Record<string, 'long' | 'short'>> = {
  long: 'long',
  buy: 'long',
  short: 'short',
  sell: 'short',
};

const tradeSchema = z.object({
  id: blankAsNothing(z.string()),
  symbol: blankAsNothing(marketName),
  side: z.string().transform((text, context) => {
    const side = SIDES[text.toLowerCase()];
    if (side !== undefined) return side;
    context.addIssue({
      code: 'custom',
      message: 'expected the side of the entry: long or buy, short or sell',
    });
    return z.NEVER;
  }),
  quantity: positiveText,
  entryPrice: positiveText,
  exitPrice: positiveText,
  entryTime: timeText,
  exitTime: timeText,
  grossPnl: perhapsNumber,
  netPnl: perhapsNumber,
  fees: perhapsNumber,
  fundingPaid: perhapsNumber,
  fundingReceived: perhapsNumber,
  reason: blankAsNothing(z.string()),
});
type Row = z.output<typeof tradeSchema>;

function blankAsNothing<Value>(schema: z.ZodType<Value, string>) {
  return z
    .string()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(schema.optional())
    .optional();
}

export interface TableTool {
  readonly origin: string;
  /** Of the error that names every place. */
  readonly title: string;
  readonly columns: FoundColumns;
  /** Whether the tool rounds what it writes: the decimals of a column then tell to what. */
  readonly isRounded: boolean;
  /** What stands in its markets between coin and currency, where that is not a slash. */
  readonly pairDivider?: string;
}

/** @throws InputError naming every place that is wrong. */
export function tableTrades(table: LedgerTable, tool: TableTool, file: string): ImportedLedger {
  const { title, origin } = tool;
  // Of a P&L in both ways the net one is compared, in every row.
  const columns = new Map(
    [...tool.columns].filter(([role]) => role !== 'grossPnl' || !tool.columns.has('netPnl')),
  );
  refuseTooMany(table.rows.length, file);
  const written = table.rows.map(({ line, values }) => ({
    line,
    parts: Object.fromEntries([...columns].map(([role, at]) => [role, values[at] ?? ''])),
  }));
  const closed = written.filter(
    ({ parts }) => (parts['exitTime'] ?? '') !== '' || (parts['exitPrice'] ?? '') !== '',
  );
  const rows = closed.map(({ parts }) => parts);
  const place = ([index, role]: readonly PropertyKey[]) => {
    const name = isColumn(role, columns) ? table.header[columns.get(role) ?? -1] : undefined;
    return `line ${closed[Number(index)]?.line ?? 1}${name === undefined ? '' : `, ${name}`}`;
  };
  const parsed = z.array(tradeSchema).safeParse(rows);
  if (!parsed.success) throw refusal(title, problemsOf(parsed.error, rows, place));
  const placed: readonly PlacedTrade[] = parsed.data.map((row, index) => ({
    trade: importedTrade(row, closed[index]?.line ?? 0, tool.pairDivider),
    place: (part) => {
      const role = roleOf(part, columns);
      return { where: place([index, role]), found: rows[index]?.[role] };
    },
  }));
  checkTrades(title, file, placed);
  refuseFeesBelowZero(placed, file);
  return {
    origin,
    recordedIs: columns.has('netPnl') ? 'net' : columns.has('grossPnl') ? 'gross' : undefined,
    amountStepUsd: tool.isRounded ? amountStep(rows) : 0,
    quantityStep: 0,
    trades: placed.map(({ trade }) => trade),
    openTrades: written.length - closed.length,
    assumed: rows.some((row) => ['entryTime', 'exitTime'].some((role) => hasNoZone(row[role] ?? '')))
      ? ['Times without a zone are taken for UTC.']
      : [],
  };
}

/** A rebate is below zero, and so is every fee where a tool writes payments so: the sum tells them apart. */
function refuseFeesBelowZero(placed: readonly PlacedTrade[], file: string): void {
  const totalUsd = placed.reduce((sum, { trade }) => sum + (trade.feesUsd ?? 0), 0);
  const first = placed.find(({ trade }) => (trade.feesUsd ?? 0) < 0);
  if (first === undefined || totalUsd >= 0) return;
  const { where, found } = first.place('feesUsd');
  throw new InputError(
    `${file}, ${where}: ${shown(String(found))}, and the fees of all trades are below zero: write what was paid above zero`,
  );
}

function importedTrade(row: Row, line: number, pairDivider = '/'): ImportedTrade {
  const { id, symbol, side, quantity, entryPrice, exitPrice, entryTime, exitTime, reason } = row;
  const { grossPnl, netPnl, fees, fundingPaid, fundingReceived } = row;
  return {
    id: id ?? `line ${line}`,
    symbol: symbol?.replace(pairDivider, '/'),
    side,
    quantity,
    entryPrice,
    exitPrice,
    reason,
    entryTimeMs: entryTime,
    exitTimeMs: exitTime,
    recordedUsd: netPnl ?? grossPnl,
    feesUsd: fees,
    fundingUsd:
      fundingPaid === undefined && fundingReceived === undefined
        ? undefined
        : (fundingPaid ?? 0) - (fundingReceived ?? 0),
  };
}

const ROLES: Readonly<Partial<Record<TradePart, ColumnRole>>> = {
  id: 'id',
  symbol: 'symbol',
  exitTimeMs: 'exitTime',
  feesUsd: 'fees',
};

function roleOf(part: TradePart, columns: FoundColumns): ColumnRole {
  if (part === 'recordedUsd') return columns.has('netPnl') ? 'netPnl' : 'grossPnl';
  if (part === 'fundingUsd') return columns.has('fundingPaid') ? 'fundingPaid' : 'fundingReceived';
  return ROLES[part] ?? 'quantity';
}

function isColumn(role: PropertyKey | undefined, columns: FoundColumns): role is ColumnRole {
  return typeof role === 'string' && [...columns.keys()].some((each) => each === role);
}

/** The coarsest step of the columns of amounts, each as fine as its finest value. */
function amountStep(rows: readonly Readonly<Record<string, string>>[]): number {
  const steps = ['grossPnl', 'netPnl', 'fees'].flatMap((role) => {
    const decimals = rows.flatMap((row) => {
      const text = row[role] ?? '';
      return text === '' ? [] : [/\.(\d*)$/.exec(text)?.[1]?.length ?? (text.includes('e') ? Infinity : 0)];
    });
    return decimals.length === 0 ? [] : [10 ** -decimals.reduce((most, each) => Math.max(most, each), 0)];
  });
  return steps.reduce((coarsest, step) => Math.max(coarsest, step), 0);
}
