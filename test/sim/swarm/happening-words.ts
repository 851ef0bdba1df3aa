/**
 * What happens in a world, in words: one line each.
 */
import type { FaultScript } from '../../venue/request-faults.ts';
import type { VenueEvent } from '../../venue/venue-events.ts';
import type { Happening } from './happening.ts';
import { hoursWords } from './hours-words.ts';
import { duration, rounded } from './number-words.ts';

const NAMES = { dynamodb: 'DynamoDB', ssm: 'SSM', sns: 'SNS', venue: 'venue' } as const;
const RELEASES = {
  older: 'an older release',
  newer: 'a newer release',
  incompatible: 'a newer release whose items no other can read',
} as const;

/** `03:12.5`: minutes and seconds since the beginning of the run. */
export function runTime(atMs: number): string {
  const tenths = Math.floor(atMs / 100);
  const minutes = String(Math.floor(tenths / 600)).padStart(2, '0');
  const seconds = String(Math.floor((tenths % 600) / 10)).padStart(2, '0');
  return `${minutes}:${seconds}.${tenths % 10}`;
}

export function happeningLine(happening: Happening): string {
  const { atMs, during } = happening;
  const aim = during === undefined ? '' : `, as soon as the orders are ${during}`;
  return `${runTime(atMs)} ${happeningWords(happening)}${aim}`;
}

export function happeningWords(happening: Happening): string {
  switch (happening.kind) {
    case 'way':
    case 'slow':
    case 'refused':
      return requestWords(happening);
    case 'venue-fault':
      return faultWords(happening.script);
    case 'venue-rules':
      return `venue rules ${shortJson(happening.rules)} for ${duration(happening.forMs)}`;
    case 'venue-event':
      return eventWords(happening.event);
    case 'takeover':
    case 'stop-ends':
    case 'limit-ends':
    case 'limit-met':
    case 'owner-sets':
    case 'owner-trades':
    case 'jump':
    case 'hunt':
    case 'thin-book':
    case 'candles':
    case 'market':
      return marketWords(happening);
    case 'doom':
    case 'delivery':
    case 'reclaimed':
    case 'clock':
    case 'slow-start':
    case 'release':
    case 'deployed':
      return platformWords(happening);
    case 'parameters':
      return happening.document === undefined
        ? `the parameters are deleted for ${duration(happening.forMs)}`
        : `the parameters become ${happening.document} for ${duration(happening.forMs)}`;
    case 'command':
      return happening.againMs === undefined
        ? `the operator says ${happening.command}`
        : `the operator says ${happening.command}, and the same again ${duration(happening.againMs)} later`;
    case 'keys-replaced':
      return 'the operator replaces the keys of the exchange';
    case 'commands-unread':
    case 'flood':
      return unreadWords(happening);
    case 'closed-hours':
    case 'hours-unread':
    case 'agreement-unsigned':
      return hoursWords(happening);
    case 'restored':
      return `the table is restored as of ${duration(happening.agoMs)} ago`;
  }
}

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

function requestWords(happening: Of<'way' | 'slow' | 'refused'>): string {
  const { edge, what, share, times, forMs } = happening;
  const asked = `${NAMES[edge]} ${what ?? 'requests'}`;
  const some = share < 1 ? `, ${rounded(share * 100)} % of them` : '';
  const most = times === undefined ? '' : `, at most ${times}`;
  const lasting = `for ${duration(forMs)}${some}${most}`;
  switch (happening.kind) {
    case 'way': {
      const { there = 'arrives', back = 'arrives' } = happening;
      if (there !== 'arrives') return `${asked} ${there} ${lasting}`;
      return `${asked} answers ${back} ${lasting}`;
    }
    case 'slow':
      return `${asked} take ${duration(happening.thereMs)} there and ${duration(happening.backMs)} back ${lasting}`;
    case 'refused':
      return `${asked} refused (${happening.by}) ${lasting}`;
  }
}

function unreadWords(happening: Of<'commands-unread' | 'flood'>): string {
  if (happening.kind === 'commands-unread') {
    const { by, forMs, share } = happening;
    const some = share < 1 ? `, ${rounded(share * 100)} % of them` : '';
    return `reads of the commands alone are refused (${by}) for ${duration(forMs)}${some}`;
  }
  const { of, count, bytes } = happening;
  return `${count} commands are left at once: ${of}${bytes === undefined ? '' : `, of ${bytes} bytes`}`;
}

function faultWords(script: FaultScript): string {
  const { fault, when = 'before', order, method, path, symbol, nth = 1, times, forMs } = script;
  const asked = [
    order ?? (path === undefined && method === undefined ? 'everything' : 'request'),
    method,
    path,
    symbol,
  ]
    .filter((part) => part !== undefined)
    .join(' ');
  const which = nth === 1 ? '' : ` from the ${nth}. on`;
  const count =
    times === undefined || times === 1 ? '' : ` ${times === Infinity ? 'always' : `${times} times`}`;
  const lasting = forMs === undefined ? count : `${count} for ${duration(forMs)}`;
  const { kind, ...details } = fault;
  const said = Object.keys(details).length === 0 ? kind : `${kind} ${shortJson(details)}`;
  return `venue ${asked}${which}: ${said} ${when === 'before' ? 'before' : 'after'} it is done${lasting}`;
}

function eventWords(event: VenueEvent): string {
  const { kind, ...details } = event;
  return `venue ${kind} ${shortJson(details)}`;
}

function marketWords(
  happening: Of<
    | 'takeover'
    | 'stop-ends'
    | 'limit-ends'
    | 'limit-met'
    | 'owner-sets'
    | 'owner-trades'
    | 'jump'
    | 'hunt'
    | 'thin-book'
    | 'candles'
    | 'market'
  >,
): string {
  const { symbol } = happening;
  switch (happening.kind) {
    case 'takeover':
      return `${rounded(happening.share * 100)} % of the position in ${symbol} is taken by ${happening.by}`;
    case 'stop-ends':
      return `the stop in ${symbol} ends by itself: ${happening.status}`;
    case 'limit-ends':
      return `the limit that rests in ${symbol} is cancelled by hand`;
    case 'limit-met':
      return `${rounded(happening.share * 100)} % of the limit that rests in ${symbol} is filled`;
    case 'owner-sets':
      return `the owner sets ${symbol} to another ${happening.setting === 'leverage' ? 'leverage' : 'margin'} for ${duration(happening.forMs)}`;
    case 'owner-trades':
      return `the owner trades ${rounded(happening.share * 100)} % ${happening.side} the position in ${symbol}`;
    case 'jump':
      return `${symbol} jumps by ${rounded(happening.pct)} %`;
    case 'hunt':
      return huntWords(happening);
    case 'thin-book': {
      const { usd, restPct, forMs } = happening;
      const rest = restPct === 0 ? 'and nothing more' : `and the rest ${rounded(restPct)} % away`;
      return `the book of ${symbol} holds ${rounded(usd)} USD at the touch ${rest} for ${duration(forMs)}`;
    }
    case 'candles':
      return `candles of ${symbol} are ${happening.are} for ${duration(happening.forMs)}`;
    case 'market':
      return `the market ${symbol} has ${shortJson(happening.change)} for ${duration(happening.forMs)}`;
  }
}

function huntWords({ symbol, ends, pct }: Of<'hunt'>): string {
  const where = {
    before: 'nearly to its stop',
    at: 'to its stop',
    through: `${rounded(pct)} % through its stop`,
  };
  return `${symbol} goes ${where[ends]} and back`;
}

function platformWords(
  happening: Of<'doom' | 'delivery' | 'reclaimed' | 'clock' | 'slow-start' | 'release' | 'deployed'>,
): string {
  switch (happening.kind) {
    case 'doom': {
      const { call, phase, frozenMs, what } = happening;
      const fate = frozenMs === undefined ? 'dies' : `freezes for ${duration(frozenMs)}`;
      return `a machine ${fate} ${phase} its ${call}. ${what ?? 'call'}`;
    }
    case 'delivery': {
      const { copies, lateMs, apartMs = 0 } = happening;
      if (copies === 0) return 'the minute’s event never comes';
      const off = `${duration(Math.abs(lateMs))} ${lateMs < 0 ? 'early' : 'late'}`;
      const apart = apartMs === 0 ? '' : `, ${duration(apartMs)} apart`;
      return `the minute’s event comes ${off}${copies > 1 ? `, ${copies} times${apart}` : ''}`;
    }
    case 'reclaimed':
      return 'idle containers are gone';
    case 'clock':
      return `containers start with a clock ${duration(Math.abs(happening.offMs))} ${happening.offMs < 0 ? 'slow' : 'fast'} for ${duration(happening.forMs)}`;
    case 'slow-start':
      return `containers take ${duration(happening.startMs)} to start for ${duration(happening.forMs)}`;
    case 'release':
      return `${RELEASES[happening.release]} is deployed for ${duration(happening.forMs)}`;
    case 'deployed':
      return 'the function is deployed anew';
  }
}

/** `symbol BTCUSDT, side BUY`: an object's fields on one line. */
function shortJson(value: object): string {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .map(([name, field]) => `${name} ${typeof field === 'string' ? field : fieldText(field)}`)
    .join(', ');
}

function fieldText(field: unknown): string {
  return field === Infinity ? 'ever' : JSON.stringify(field);
}
