/**
 * What happens at the venue: its faults and its rules.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { ROWS, type ErrorRow } from '../../live/error-cases.ts';
import type { Fault } from '../../venue/faults.ts';
import { TROUBLES } from '../../venue/request-faults.ts';
import type { VenueRules } from '../../venue/venue-rules.ts';
import type { Chance } from '../world/random-streams.ts';
import { at, symbolOf, windowOf, type Draw, type Span } from './drawing.ts';

const ORDERS = ['entry', 'exit', 'stop', 'take-profit', 'cancel'] as const;
const PATHS = [
  '/fapi/v3/account',
  '/fapi/v3/balance',
  '/fapi/v3/positionRisk',
  '/fapi/v1/openOrders',
  '/fapi/v1/openAlgoOrders',
  '/fapi/v1/order',
  '/fapi/v1/algoOrder',
  '/fapi/v1/klines',
  '/fapi/v1/ticker',
  '/fapi/v1/userTrades',
  '/fapi/v1/income',
  '/fapi/v1/time',
  '/fapi/v1/exchangeInfo',
  '/fapi/v1/leverage',
  '',
] as const;

/** For how many requests, or for how long. */
function extent(chance: Chance, { toMs }: Span, atMs: number) {
  if (chance.happens(0.5)) return { nth: chance.integer(1, 3), times: chance.integer(1, 4) };
  return { forMs: Math.max(1, Math.min(Math.round(chance.skewed(2_000, 6 * MINUTE_MS)), toMs - atMs)) };
}

const KINDS = [...new Set(ROWS.map(({ fault }) => fault.kind))];

/** Any of them, or any kind of them: of some kinds there is one, of others there are dozens. */
function rowOf(chance: Chance): ErrorRow {
  const kind = chance.happens(0.5) ? undefined : KINDS[chance.integer(0, KINDS.length - 1)];
  const rows = kind === undefined ? ROWS : ROWS.filter(({ fault }) => fault.kind === kind);
  return rows[chance.integer(0, rows.length - 1)] ?? ROWS[0]!;
}

const orderFault =
  (order: (typeof ORDERS)[number]): Draw =>
  (chance, span) => {
    const atMs = at(chance, span);
    const { fault, outcome } = rowOf(chance);
    const isAfter = outcome !== 'rejected' && chance.happens(0.5);
    const script = {
      order,
      fault,
      when: isAfter ? ('after' as const) : ('before' as const),
      ...extent(chance, span, atMs),
    };
    return { kind: 'venue-fault', atMs, script };
  };

const readFault: Draw = (chance, span) => {
  const atMs = at(chance, span);
  const { fault } = rowOf(chance);
  const where = { method: 'GET', path: chance.pick(PATHS) };
  return { kind: 'venue-fault', atMs, script: { ...where, fault, ...extent(chance, span, atMs) } };
};

const AWAY: readonly [Fault, ...Fault[]] = [
  TROUBLES.maintenance,
  TROUBLES.banned,
  TROUBLES['too many requests'],
  TROUBLES['bad gateway'],
  TROUBLES['web firewall'],
];

/** The whole exchange is away: nothing that is asked for is done. */
const away: Draw = (chance, span) => {
  const atMs = at(chance, span);
  return { kind: 'venue-fault', atMs, script: { fault: chance.pick(AWAY), ...extent(chance, span, atMs) } };
};

const unaware: Draw = (chance, span) => {
  const atMs = at(chance, span);
  const fault = { kind: 'unaware', ofLastMs: chance.integer(500, 15_000) } as const;
  const where = { method: 'GET', path: chance.pick(PATHS) };
  return { kind: 'venue-fault', atMs, script: { ...where, fault, ...extent(chance, span, atMs) } };
};

const MALFORMED = [
  '[]',
  '{}',
  '[[1]]',
  '[[null,"x","y","z","w","v"]]',
  '"later"',
  '[{"openTime":1}]',
] as const;

const malformedCandles: Draw = (chance, span) => {
  const atMs = at(chance, span);
  const fault = { kind: 'body', body: chance.pick(MALFORMED) } as const;
  const where = { method: 'GET', path: 'klines', symbol: symbolOf(chance, span) };
  return { kind: 'venue-fault', atMs, script: { ...where, fault, ...extent(chance, span, atMs) } };
};

const RULES: readonly [
  (chance: Chance) => Partial<VenueRules>,
  ...((chance: Chance) => Partial<VenueRules>)[],
] = [
  (chance) => ({ slippageBps: chance.skewed(0, 80) }),
  (chance) => ({
    takerFeePct: chance.pick([0, 0.02, 0.045, 0.06]),
    makerFeePct: chance.pick([-0.01, 0, 0.03]),
  }),
  (chance) => ({ feeAsset: { asset: 'BNB', priceUsd: chance.integer(400, 800) } }),
  (chance) => ({ triggerDelayMs: Math.round(chance.skewed(0, 5_000)) }),
  (chance) => ({ finishDelayMs: Math.round(chance.skewed(0, 8_000)) }),
  () => ({ postOnlyThatTakes: 'expired' }),
  () => ({ closeAllWithoutPosition: 'stays' }),
  () => ({ duplicateAlgoIdCode: -20_132 }),
  () => ({ reduceOnlyTooLarge: 'refused' }),
  (chance) => ({ orderVisibleAfterMs: Math.round(chance.skewed(0, 6_000)) }),
  (chance) => ({ listVisibleAfterMs: Math.round(chance.skewed(0, 6_000)) }),
  (chance) => ({ tradeVisibleAfterMs: Math.round(chance.skewed(0, 30_000)) }),
  (chance) => ({ incomeVisibleAfterMs: Math.round(chance.skewed(0, 60_000)) }),
  (chance) => ({ accountVisibleAfterMs: Math.round(chance.skewed(0, 6_000)) }),
  (chance) => ({ quoteAgeMs: Math.round(chance.skewed(0, 60_000)) }),
  (chance) => ({ othersWeight: chance.integer(1_500, 2_500) }),
  (chance) => ({ fundingPct: chance.pick([-0.75, 0.75, 2]) }),
];

const rules: Draw = (chance, span) => ({
  kind: 'venue-rules',
  ...windowOf(chance, span, 30 * MINUTE_MS),
  rules: chance.pick(RULES)(chance),
});

export const VENUE_DRAWERS: readonly Draw[] = [
  ...ORDERS.map(orderFault),
  ...ORDERS.map(orderFault),
  orderFault('stop'),
  orderFault('exit'),
  away,
  readFault,
  readFault,
  unaware,
  malformedCandles,
  rules,
  rules,
];
