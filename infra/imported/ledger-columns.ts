/**
 * Which column of a table of trades is which?
 *
 * - By its name, without capitals, blanks, signs and what is in brackets; `--columns` says it of any other.
 * - A name that could mean two things is asked for, never guessed: whether a P&L is before fees or after them.
 */
import { shown } from '../recordings/candle-file-error.ts';
import { InputError } from '../input-error.ts';
import { chosenColumns, columnOf, plainName, type ChosenColumns } from '../recordings/header-columns.ts';

/** What a column may hold, and the names it is known by. */
const NAMES = {
  id: ['id', 'tradeid', 'ticket', 'positionid', 'tradenumber'],
  symbol: ['symbol', 'pair', 'market', 'instrument', 'ticker', 'coin'],
  side: ['side', 'direction', 'positionside', 'type'],
  quantity: ['quantity', 'qty', 'baseqty', 'basequantity'],
  entryPrice: [
    'entryprice',
    'openprice',
    'avgentryprice',
    'entry',
    'openrate',
    'priceopen',
    'averageentryprice',
  ],
  exitPrice: [
    'exitprice',
    'closeprice',
    'avgexitprice',
    'exit',
    'closerate',
    'priceclose',
    'averageexitprice',
  ],
  entryTime: [
    'entrytime',
    'opentime',
    'openedat',
    'entrydate',
    'opendate',
    'opened',
    'opentimestamp',
    'entrytimestamp',
  ],
  exitTime: [
    'exittime',
    'closetime',
    'closedat',
    'exitdate',
    'closedate',
    'closed',
    'closetimestamp',
    'exittimestamp',
  ],
  grossPnl: ['grosspnl', 'grossprofit', 'pnlgross', 'pnlbeforefees'],
  netPnl: ['netpnl', 'netprofit', 'pnlnet', 'pnlafterfees'],
  fees: ['fees', 'fee', 'commission', 'commissions', 'totalfees', 'tradingfees', 'feespaid'],
  fundingPaid: ['fundingpaid'],
  fundingReceived: ['fundingreceived'],
  reason: ['reason', 'exitreason', 'closereason', 'exittype'],
} as const;

export type ColumnRole = keyof typeof NAMES;

const REQUIRED: readonly ColumnRole[] = [
  'side',
  'quantity',
  'entryPrice',
  'exitPrice',
  'entryTime',
  'exitTime',
];

/** Names of which nobody can tell what they mean, and what they could be. */
const UNCLEAR: readonly { readonly names: readonly string[]; readonly roles: readonly ColumnRole[] }[] = [
  {
    names: ['pnl', 'pl', 'profit', 'profitloss', 'realizedpnl', 'realisedpnl', 'closedpnl', 'profitabs'],
    roles: ['grossPnl', 'netPnl'],
  },
  { names: ['funding', 'fundingfee', 'fundingfees'], roles: ['fundingPaid', 'fundingReceived'] },
];

/** Where the columns are, from 0. */
export type FoundColumns = ReadonlyMap<ColumnRole, number>;
const ROLES = Object.keys(NAMES).filter(isRole);

/** `entryPrice=open,fees=7`. @throws InputError where it is not that. */
export function ledgerColumns(written: string): ChosenColumns<ColumnRole> {
  return chosenColumns(written, ROLES);
}

function isRole(name: string): name is ColumnRole {
  return Object.hasOwn(NAMES, name);
}

/** @param file named in the error. @throws InputError saying which columns nobody has named, or which could be two. */
export function findColumns(
  header: readonly string[],
  chosen: ChosenColumns<ColumnRole>,
  file: string,
): FoundColumns {
  const found = new Map<ColumnRole, number>();
  for (const [role, wanted] of chosen) {
    const at = columnOf(header, wanted, shortName);
    if (at === undefined) {
      throw new InputError(
        `--columns ${role}=${wanted}: the header of ${file}, ${headerWords(header)}, has no such column`,
      );
    }
    const other = [...found].find(([, place]) => place === at)?.[0];
    if (other !== undefined) {
      throw new InputError(
        `--columns ${role}=${wanted}: that column is ${other} already, and can be one of them`,
      );
    }
    found.set(role, at);
  }
  const taken = new Set(found.values());
  const free = header
    .map((name, at) => ({ name, at, plain: shortName(name) }))
    .filter(({ at }) => !taken.has(at));
  const questions: Question[] = [];
  for (const role of ROLES) {
    if (found.has(role)) continue;
    const names: readonly string[] = NAMES[role];
    const [one, ...others] = free.filter(({ plain }) => names.includes(plain));
    if (one === undefined) continue;
    found.set(role, one.at);
    if (others.length === 0) continue;
    const words = [one, ...others].map(({ name }) => shown(name)).join(' and ');
    questions.push({ words: `${words} could be ${role}`, answer: `${role}=${one.at + 1}` });
  }
  questions.push(...unclearColumns(free, found));
  const missing = REQUIRED.filter((role) => !found.has(role));
  if (missing.length > 0) {
    questions.push({
      words: `no column is named as ${missing.join(', ')}`,
      answer: missing.map((role) => `${role}=…`).join(','),
    });
  }
  if (questions.length === 0) return found;
  throw new InputError(
    `${file}, line 1, the header ${headerWords(header)}: ${questions.map(({ words }) => words).join('; ')}. Say which is which, such as --columns ${questions.map(({ answer }) => answer).join(',')}`,
  );
}

interface Question {
  readonly words: string;
  /** As `--columns` takes it. */
  readonly answer: string;
}

interface FreeColumn {
  readonly name: string;
  readonly at: number;
  readonly plain: string;
}

function unclearColumns(free: readonly FreeColumn[], found: FoundColumns): readonly Question[] {
  return UNCLEAR.flatMap(({ names, roles }) => {
    const column = free.find(({ plain }) => names.includes(plain));
    if (column === undefined || roles.some((role) => found.has(role))) return [];
    return {
      words: `${shown(column.name)} could be ${roles.join(' or ')}`,
      answer: `${roles[0]}=${column.at + 1}`,
    };
  });
}

function headerWords(header: readonly string[]): string {
  return shown(header.join(','));
}

/** `Entry price (USDT)` is `entryprice`. */
function shortName(name: string): string {
  return plainName(name.replaceAll(/\(.*?\)|\[.*?\]/g, '')).replaceAll('_', '');
}
