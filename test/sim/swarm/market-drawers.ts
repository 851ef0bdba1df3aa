/**
 * What happens in the venue's markets: prices, candles and books, and everybody else who trades there.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { Takeover } from '../../venue/account/liquidation.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';
import { at, symbolOf, windowOf, type Draw } from './drawing.ts';

const candles =
  (are: 'missing' | 'late' | 'revised'): Draw =>
  (chance, span) => ({
    kind: 'candles',
    ...windowOf(chance, span, 20 * MINUTE_MS),
    symbol: symbolOf(chance, span),
    are,
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
  (by: Takeover): Draw =>
  (chance, span) => ({
    kind: 'takeover',
    atMs: at(chance, span),
    symbol: symbolOf(chance, span),
    by,
    share: by === 'adl' ? chance.pick([0.5, 1]) : 1,
  });

const stopEnds: Draw = (chance, span) => ({
  kind: 'stop-ends',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  status: chance.pick(['EXPIRED', 'REJECTED', 'CANCELED']),
});

const limitEnds: Draw = (chance, span) => ({
  kind: 'limit-ends',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
});

const limitMet: Draw = (chance, span) => ({
  kind: 'limit-met',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  share: chance.pick([0.01, 0.5, 0.99, 1]),
});

const ownerSets =
  (setting: 'leverage' | 'cross-margin'): Draw =>
  (chance, span) => ({
    kind: 'owner-sets',
    ...windowOf(chance, span, 15 * MINUTE_MS),
    symbol: symbolOf(chance, span),
    setting,
  });

const hunt =
  (ends: 'before' | 'at' | 'through'): Draw =>
  (chance, span) => ({
    kind: 'hunt',
    atMs: at(chance, span),
    symbol: symbolOf(chance, span),
    ends,
    pct: ends === 'through' ? chance.skewed(0.01, 6) : 0,
  });

const thinBook: Draw = (chance, span) => ({
  kind: 'thin-book',
  ...windowOf(chance, span, 15 * MINUTE_MS),
  symbol: symbolOf(chance, span),
  usd: Math.round(chance.between(6, 600)),
  restPct: chance.pick([0, 0.1, 1]),
});

const ownerTrades: Draw = (chance, span) => ({
  kind: 'owner-trades',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  share: chance.happens(0.5) ? 1 : Math.round(chance.between(0.01, 3) * 100) / 100,
  side: chance.pick(['against', 'along']),
});

const jump: Draw = (chance, span) => ({
  kind: 'jump',
  atMs: at(chance, span),
  symbol: symbolOf(chance, span),
  pct: chance.pick([-8, -2, -0.6, -0.3, 0.3, 0.6, 2, 8]),
});

export const MARKET_DRAWERS: readonly Draw[] = [
  candles('missing'),
  candles('late'),
  candles('revised'),
  income,
  market,
  takeover('liquidation'),
  takeover('adl'),
  takeover('insurance-fund'),
  takeover('settlement'),
  stopEnds,
  limitEnds,
  limitMet,
  ownerSets('leverage'),
  ownerSets('cross-margin'),
  hunt('before'),
  hunt('at'),
  hunt('through'),
  thinBook,
  ownerTrades,
  jump,
];
