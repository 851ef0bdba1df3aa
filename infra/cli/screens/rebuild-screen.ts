/**
 * Whether the item agrees with its rows, on one screen, and where it does not.
 */
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { Difference } from '../../../lambda/core/audit/differences.ts';
import type { Rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { usdFromUnits, type Usd } from '../../../lambda/core/units.ts';
import { exactDollars } from '../../../lambda/core/text/decimal-text.ts';
import { count, money, tone } from '../terminal/text-format.ts';
import { columns } from '../terminal/columns.ts';

/** Differences that are shown; --json has them all. */
const SHOWN_MAX = 40;

/** The last epoch, and those before it; the differences are those of all. */
export interface RebuiltEpochs extends Rebuild {
  readonly ended: readonly { readonly epoch: number; readonly result: Rebuild }[];
}

export function rebuildScreen({ botId, ledger }: BotState, result: RebuiltEpochs): readonly string[] {
  const { deliveredRows, waitingRows, closedTrades, netUsd, differences, ended } = result;
  const waiting = waitingRows === 0 ? '' : `, ${count(waitingRows)} of them only in the outbox`;
  const head = [
    `Bot ${botId}, ledger epoch ${ledger.epoch}`,
    `  rows      ${count(deliveredRows + waitingRows)}${waiting}`,
    `  trades    ${count(closedTrades)} closed, net ${netWords(netUsd)}`,
    `  balance   ${exactDollars(ledger.balanceUsd)} USD in the item, ${rebuiltBalance(result)} from the rows`,
    ...ended.map(({ epoch, result: { deliveredRows: rows, netUsd: net } }) => {
      return `  before    epoch ${epoch}, ${count(rows)} rows, net ${netWords(net)}`;
    }),
    '',
  ];
  if (differences.length === 0) {
    return [...head, tone('good', 'The item agrees with its rows, field by field, to the last digit.')];
  }
  const places = differences.length === 1 ? 'one place' : `${count(differences.length)} places`;
  const lines = columns(
    ['left', 'right', 'right'],
    [['  where', 'in the item', 'rebuilt'], ...differences.slice(0, SHOWN_MAX).map(differenceCells)],
  );
  const more =
    differences.length > SHOWN_MAX ? [`  and ${count(differences.length - SHOWN_MAX)} more (--json)`] : [];
  return [...head, tone('bad', `The item and its rows differ in ${places}:`), ...lines, ...more];
}

function netWords(netUsd: Usd | undefined): string {
  return netUsd === undefined ? 'unknown' : `${money(netUsd)} USD`;
}

function rebuiltBalance({ ledger }: Rebuild): string {
  return ledger === undefined ? 'unknown' : `${exactDollars(ledger.balanceUsd)} USD`;
}

function differenceCells({ path, kept, rebuilt }: Difference): readonly string[] {
  return [`  ${path}`, valueWords(path, kept), valueWords(path, rebuilt)];
}

/** Amounts in dollars, times as times, everything else as JSON. */
function valueWords(path: string, value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'string') return value;
  if (typeof value !== 'number') return shortened(JSON.stringify(value));
  if (path.endsWith('Usd') && !path.includes('.terms.')) return exactDollars(usdFromUnits(value));
  return path.endsWith('Ms') ? new Date(value).toISOString() : String(value);
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
