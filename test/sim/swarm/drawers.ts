/**
 * How each kind of happening is drawn, one at a time.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { ROWS } from '../../live/error-cases.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';
import type { VenueRules } from '../../venue/venue-rules.ts';
import type { Chance } from '../world/random-streams.ts';
import type { Edge } from '../world/network.ts';
import type { Happening } from './happening.ts';

/** From when to when, and in which markets. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
  readonly symbols: readonly string[];
}

type Draw = (chance: Chance, span: Span) => Happening;

const at = (chance: Chance, { fromMs, toMs }: Span): number => chance.integer(fromMs, toMs - 1);

/** Ends with the span. */
function windowOf(chance: Chance, span: Span, maxMs: number) {
  const atMs = at(chance, span);
  const forMs = Math.round(chance.skewed(SECOND_MS, maxMs));
  return { atMs, forMs: Math.max(1, Math.min(forMs, span.toMs - atMs)) };
}

function symbolOf(chance: Chance, { symbols }: Span): string {
  return symbols[chance.integer(0, symbols.length - 1)] ?? '';
}

const share = (chance: Chance): number => chance.pick([0.05, 0.3, 0.3, 1]);

const OPERATIONS: Readonly<Record<Edge, readonly [string | undefined, ...(string | undefined)[]]>> = {
  dynamodb: [undefined, 'Query', 'PutItem', 'GetItem', 'DeleteItem'],
  ssm: [undefined, 'GetParameters', 'GetParameter'],
  sns: [undefined],
  venue: [
    undefined,
    'POST /fapi/v1/order',
    'POST /fapi/v1/algoOrder',
    'DELETE',
    'GET',
    'GET /fapi/v1/algo',
    'klines',
  ],
};

function requests(chance: Chance, edge: Edge) {
  const what = chance.pick(OPERATIONS[edge]);
  return { edge, ...(what !== undefined && { what }), share: share(chance) };
}

const way =
  (edge: Edge, on: 'there' | 'back'): Draw =>
  (chance, span) => ({
    kind: 'way',
    ...windowOf(chance, span, 6 * MINUTE_MS),
    ...requests(chance, edge),
    [on]: chance.pick(['lost', 'reset']),
  });

const slow =
  (edge: Edge): Draw =>
  (chance, span) => ({
    kind: 'slow',
    ...windowOf(chance, span, 8 * MINUTE_MS),
    ...requests(chance, edge),
    thereMs: Math.round(chance.skewed(0, 20_000)),
    backMs: Math.round(chance.skewed(0, 20_000)),
  });

const refused =
  (edge: Edge, by: Extract<Happening, { kind: 'refused' }>['by']): Draw =>
  (chance, span) => ({
    kind: 'refused',
    ...windowOf(chance, span, 8 * MINUTE_MS),
    ...requests(chance, edge),
    by,
  });

const doom =
  (phase: 'before' | 'after', isFrozen: boolean): Draw =>
  (chance, span) => ({
    kind: 'doom',
    atMs: at(chance, span),
    call: chance.integer(1, 40),
    phase,
    ...(isFrozen && { frozenMs: Math.round(chance.skewed(200, 200_000)) }),
  });

const delivery =
  (copies: 0 | 1 | 2): Draw =>
  (chance, span) => ({
    kind: 'delivery',
    atMs: at(chance, span),
    lateMs: copies === 1 ? chance.integer(1_000, 200_000) : chance.integer(0, 90_000),
    copies: copies === 2 ? chance.integer(2, 3) : copies,
  });

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

const orderFault =
  (order: (typeof ORDERS)[number]): Draw =>
  (chance, span) => {
    const atMs = at(chance, span);
    const { fault, outcome } = ROWS[chance.integer(0, ROWS.length - 1)] ?? ROWS[0]!;
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
  const { fault } = ROWS[chance.integer(0, ROWS.length - 1)] ?? ROWS[0]!;
  const where = { method: 'GET', path: chance.pick(PATHS) };
  return { kind: 'venue-fault', atMs, script: { ...where, fault, ...extent(chance, span, atMs) } };
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

const candles =
  (are: 'missing' | 'late' | 'revised'): Draw =>
  (chance, span) => ({
    kind: 'candles',
    ...windowOf(chance, span, 20 * MINUTE_MS),
    symbol: symbolOf(chance, span),
    are,
  });

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
];

const rules: Draw = (chance, span) => ({
  kind: 'venue-rules',
  ...windowOf(chance, span, 30 * MINUTE_MS),
  rules: chance.pick(RULES)(chance),
});

/** Money that comes and goes without a trade, by the names of the exchange's own page and one of nobody's. */
const INCOMES = [
  'TRANSFER',
  'WELCOME_BONUS',
  'REFERRAL_KICKBACK',
  'COMMISSION_REBATE',
  'INSURANCE_CLEAR',
  'NEW_NAME',
] as const;

const income: Draw = (chance, span) => {
  const amount = Math.round(chance.between(-20, 200) * 100) / 100;
  return {
    kind: 'venue-event',
    atMs: at(chance, span),
    event: { kind: 'income', type: chance.pick(INCOMES), amount },
  };
};

const MARKET_CHANGES: readonly [MarketChange, ...MarketChange[]] = [
  { status: 'SETTLING' },
  { isListed: false },
  { minNotional: '700' },
  { maxMarketQuantity: '0.001' },
  { minQuantity: '10' },
];

const market: Draw = (chance, span) => {
  const symbol = symbolOf(chance, span);
  const change = chance.pick(MARKET_CHANGES);
  return { kind: 'market', ...windowOf(chance, span, 15 * MINUTE_MS), symbol, change };
};

const takeover =
  (by: 'liquidation' | 'adl'): Draw =>
  (chance, span) => ({
    kind: 'takeover',
    atMs: at(chance, span),
    symbol: symbolOf(chance, span),
    by,
    share: by === 'liquidation' ? 1 : chance.pick([0.5, 1]),
  });

const stopEnds: Draw = (chance, span) => ({
  kind: 'stop-ends',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  status: chance.pick(['EXPIRED', 'REJECTED', 'CANCELED']),
});

const ownerTrades: Draw = (chance, span) => ({
  kind: 'owner-trades',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  share: chance.pick([0.25, 1, 1, 2]),
  side: chance.pick(['against', 'along']),
});

const jump: Draw = (chance, span) => ({
  kind: 'jump',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  pct: chance.pick([-8, -2, -0.6, -0.3, 0.3, 0.6, 2, 8]),
});

const DOCUMENTS: readonly [object | string | undefined, ...(object | string | undefined)[]] = [
  { maxPositions: 1 },
  { collateralUsd: 20, maxOpenCollateralUsd: 60 },
  { targetPct: 0.3 },
  { leverage: 3 },
  { watchIntervalSeconds: 0 },
  { entryStyle: 'maker' },
  { mode: 'paper' },
  { leverage: 0 },
  { unknownKey: 1 },
  { collateralUsd: -5 },
  'no JSON',
  undefined,
];

const parameters: Draw = (chance, span) => {
  const document = chance.pick(DOCUMENTS);
  return {
    kind: 'parameters',
    ...windowOf(chance, span, 30 * MINUTE_MS),
    document: typeof document === 'object' ? JSON.stringify(document) : document,
  };
};

const command =
  (kind: 'pause' | 'resume' | 'flatten'): Draw =>
  (chance, span) => ({ kind: 'command', atMs: at(chance, span), command: kind, accept: false });

const clock: Draw = (chance, span) => ({
  kind: 'clock',
  ...windowOf(chance, span, 30 * MINUTE_MS),
  offMs: chance.pick([-30_000, -3_000, -700, 700, 3_000, 30_000]),
});

const restored: Draw = (chance, span) => {
  const atMs = at(chance, span);
  return { kind: 'restored', atMs, agoMs: Math.min(atMs, chance.integer(1, 90) * MINUTE_MS) };
};

export const DRAWERS: readonly [Draw, ...Draw[]] = [
  way('dynamodb', 'there'),
  way('dynamodb', 'back'),
  way('ssm', 'back'),
  way('sns', 'there'),
  way('sns', 'back'),
  way('venue', 'there'),
  way('venue', 'back'),
  slow('dynamodb'),
  slow('ssm'),
  slow('sns'),
  slow('venue'),
  refused('dynamodb', 'throttling'),
  refused('dynamodb', 'internal-error'),
  refused('dynamodb', 'access-denied'),
  refused('ssm', 'throttling'),
  refused('ssm', 'access-denied'),
  refused('sns', 'throttling'),
  refused('sns', 'internal-error'),
  refused('sns', 'access-denied'),
  doom('before', false),
  doom('after', false),
  doom('before', true),
  doom('after', true),
  delivery(0),
  delivery(1),
  delivery(2),
  (chance, span) => ({ kind: 'reclaimed', atMs: at(chance, span) }),
  (chance, span) => ({ kind: 'deployed', atMs: at(chance, span) }),
  ...ORDERS.map(orderFault),
  orderFault('stop'),
  orderFault('exit'),
  readFault,
  readFault,
  unaware,
  malformedCandles,
  candles('missing'),
  candles('late'),
  candles('revised'),
  rules,
  rules,
  income,
  market,
  takeover('liquidation'),
  takeover('adl'),
  stopEnds,
  ownerTrades,
  jump,
  parameters,
  command('pause'),
  command('resume'),
  command('flatten'),
  clock,
  restored,
];
