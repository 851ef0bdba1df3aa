/**
 * Under which class is a happening counted?
 */
import type { Fault } from '../../venue/faults.ts';
import type { FaultScript } from '../../venue/request-faults.ts';
import type { Happening } from './happening.ts';

/** The class that it is counted under. */
export function classOf(happening: Happening): string {
  switch (happening.kind) {
    case 'way': {
      const { edge, there = 'arrives', back = 'arrives' } = happening;
      return `${edge} ${there === 'arrives' ? `answer ${back}` : `request ${there}`}`;
    }
    case 'slow':
      return `${happening.edge} slow`;
    case 'refused':
      return `${happening.edge} ${happening.by}`;
    case 'doom':
      return `${happening.frozenMs === undefined ? 'death' : 'freeze'} ${happening.phase}`;
    case 'delivery':
      return deliveryClass(happening);
    case 'venue-fault':
      return faultClass(happening.script);
    case 'venue-event':
      return happening.event.kind === 'income'
        ? `income ${happening.event.type}`
        : `venue ${happening.event.kind}`;
    case 'venue-rules':
      return `venue ${Object.keys(happening.rules).join(' ')}`;
    case 'takeover':
      return `taken over by ${happening.by}`;
    case 'candles':
      return `candles ${happening.are}`;
    case 'market':
      return `market ${Object.keys(happening.change).join(' ')}`;
    case 'parameters':
      return happening.document === undefined ? 'parameters deleted' : 'parameters changed';
    case 'command':
      return `command ${happening.command}${happening.againMs === undefined ? '' : ' twice'}`;
    case 'commands-unread':
      return `commands unread by ${happening.by}`;
    case 'flood':
      return `flood of ${happening.of}`;
    case 'owner-sets':
      return `owner sets ${happening.setting}`;
    case 'hunt':
      return `stop hunted ${happening.ends}`;
    case 'release':
      return `release ${happening.release === 'newer' ? 'newer' : 'older'}`;
    case 'closed-hours':
      return happening.gapPct === 0 ? 'hours end' : 'hours end and begin with a gap';
    case 'hours-unread':
      return `hours unread ${happening.as}`;
    case 'agreement-unsigned':
      return 'agreement not signed';
    case 'deployed':
    case 'keys-replaced':
    case 'reclaimed':
    case 'clock':
    case 'slow-start':
    case 'stop-ends':
    case 'limit-ends':
    case 'limit-met':
    case 'owner-trades':
    case 'jump':
    case 'thin-book':
    case 'restored':
      return happening.kind;
  }
}

/** What the sender is told, whatever has told it. */
const TOLD: Readonly<Record<Fault['kind'], string>> = {
  silence: 'unanswered',
  stall: 'unanswered',
  reset: 'unanswered',
  'reset-mid-body': 'unanswered',
  late: 'unanswered',
  body: 'garbled',
  status: 'garbled',
  refusal: 'refused',
  unaware: 'unaware',
};

function faultClass({ fault, when = 'before', order, path, method }: FaultScript): string {
  const concerned = order ?? (path === undefined && method === undefined ? 'everything' : 'request');
  return `venue ${concerned} ${TOLD[fault.kind]} ${when}`;
}

/** From a minute on the next one's event comes before it. */
const OUT_OF_ORDER_MS = 60_000;

function deliveryClass({ copies, lateMs }: Extract<Happening, { kind: 'delivery' }>): string {
  if (copies === 0) return 'event missing';
  if (copies > 1) return 'event doubled';
  if (lateMs < 0) return 'event early';
  return lateMs < OUT_OF_ORDER_MS ? 'event late' : 'event out of order';
}
