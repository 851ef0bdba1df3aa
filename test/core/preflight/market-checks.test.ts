/**
 * Is a market judged by the limits that it states, and by none that it does not?
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, type BotParameters } from '../../../lambda/config.ts';
import type { Market } from '../../../lambda/core/market.ts';
import { marketLines } from '../../../lambda/core/preflight/market-checks.ts';
import type { PreflightCheck } from '../../../lambda/core/preflight/preflight-check.ts';
import type { MarketFacts } from '../../../lambda/core/preflight/preflight-facts.ts';

const LIMITS: Partial<Market> = {
  maxQuantity: 1000,
  maxMarketQuantity: 120,
  maxOrders: 200,
  maxConditionalOrders: 10,
  priceBand: { belowPct: 5, abovePct: 5 },
  marketTakePct: 5,
};

type Facts = Partial<Omit<MarketFacts, 'market'>>;

const UNREAD = { failure: 'no answer' };
const AGAIN = 'Run preflight again. If it fails again, ask the exchange.';

function judged(
  check: PreflightCheck,
  { market, ...facts }: Facts & { readonly market?: Partial<Market> },
  changes: Partial<BotParameters> = {},
) {
  const unread = { settings: UNREAD, tiers: UNREAD, fees: UNREAD, isTraded: true, ask: { value: 100 } };
  const lines = marketLines(
    { ...unread, ...facts, market: { symbol: 'BTCUSDT', ...market } },
    { ...DEFAULT_PARAMETERS, ...changes },
  );
  const line = lines.find((one) => one.check === check);
  return `${line?.hasPassed === true ? 'passed' : 'failed'}: ${line?.found} → ${line?.todo ?? ''}`;
}

const lineOf = (check: PreflightCheck, market: Partial<Market>, changes?: Partial<BotParameters>) =>
  judged(check, { market }, changes);

describe('the limits of a market', () => {
  it('the limits of a market are stated as the exchange states them', () => {
    expect(lineOf('limits', LIMITS)).toBe(
      'passed: a market order takes up to 120; a limit order up to 1000; 200 orders and 10 conditional ones may be open; a limit price may be 5 % below the mark price and 5 % above; a market order fills within 5 % of it → ',
    );
  });

  it('the limits of a market that states none are unknown, and stop nothing', () => {
    expect(lineOf('limits', {})).toBe(
      'passed: a market order takes up to an unknown quantity; a limit order up to an unknown quantity; an unknown number of orders and an unknown number of conditional ones may be open; a limit price may be an unknown % below the mark price and an unknown % above; a market order fills within an unknown % of it → ',
    );
    expect(lineOf('size', {}, { collateralUsd: 400_000 })).toMatch(/^passed/);
  });

  it.each([
    ['one ordinary order', { maxOrders: 1 }, 'failed'],
    ['two ordinary orders', { maxOrders: 2 }, 'passed'],
    ['one conditional order', { maxConditionalOrders: 1 }, 'passed'],
    ['no conditional order', { maxConditionalOrders: 0 }, 'failed'],
  ])('the limits of a market that takes %s leave room for a position, or stop', (_, limits, outcome) => {
    const line = lineOf('limits', { ...LIMITS, ...limits });
    expect(line).toMatch(RegExp(`^${outcome}`));
    const todo = 'Take the symbol out of infra/stages.ts: a position needs 2 orders and a conditional one.';
    expect(line.endsWith(todo)).toBe(outcome === 'failed');
  });

  it.each([
    ['below the mark price', { priceBand: { belowPct: 0.9, abovePct: 5 } }],
    ['above the mark price', { priceBand: { belowPct: 5, abovePct: 0.9 } }],
    ['of market orders', { marketTakePct: 0.9 }],
  ])('the limits %s must leave room for the slippage', (_, limits) => {
    expect(lineOf('limits', { ...LIMITS, ...limits }, { slippageBps: 90 })).toMatch(/^passed/);
    expect(lineOf('limits', { ...LIMITS, ...limits }, { slippageBps: 91 })).toMatch(
      /^failed: .*→ Set slippageBps to at most 90, /,
    );
  });
});

describe('the size of a position', () => {
  it('the size of a position is in the currency in which its market settles', () => {
    const ask = { value: 100 };
    expect(judged('size', { ask, market: { symbol: 'BTCUSDC' } })).toMatch(/^passed: .* USDC → $/);
    expect(judged('size', { ask, market: { symbol: 'BTCUSDT' } })).toMatch(/^passed: .* USDT → $/);
  });

  it('the size of a position that one order just closes passes, and a larger one is told the most', () => {
    expect(lineOf('size', LIMITS, { collateralUsd: 600 })).toBe('passed: 120 at 100 is 12000.00 USDT → ');
    expect(lineOf('size', LIMITS, { collateralUsd: 601 })).toBe(
      'failed: 12020 USDT at 100 is too much: one order takes up to 120 → Set collateralUsd to at most 600, or lower leverage: a larger position could not be closed at once.',
    );
  });

  it('the size of a position is bound by limit orders too: its take-profit is one', () => {
    expect(lineOf('size', { ...LIMITS, maxQuantity: 5 })).toMatch(/one order takes up to 5 → .*at most 25,/);
  });
});

describe('the size of a position in a market that cannot take it', () => {
  it('the size of a position fails in a market that is not traded, and where its price is unknown', () => {
    expect(judged('size', { isTraded: false })).toBe(
      'failed: the exchange does not trade this market now → Take the symbol out of infra/stages.ts.',
    );
    expect(judged('size', { ask: UNREAD })).toBe(`failed: the price could not be read: no answer → ${AGAIN}`);
  });

  it.each([
    [{ minQuantity: 7 }, 'at least 7 and unknown USDT'],
    [{ minNotionalUsd: 700 }, 'at least an unknown quantity and 700 USDT'],
  ])('the size of a position below the smallest that %o takes says what is missing', (market, least) => {
    expect(lineOf('size', market, { collateralUsd: 30, leverage: 20 })).toBe(
      `failed: 600 USDT at 100 is too little: ${least} → Raise collateralUsd or leverage, or take the symbol out.`,
    );
  });
});

describe('the margin of a market', () => {
  const marginAt = (isIsolated: boolean, leverage: number) =>
    judged('margin', { settings: { value: { isIsolated, leverage } } }, { leverage: 20 });

  it('the margin of a market passes when it is isolated, at the leverage of the parameters', () => {
    expect(marginAt(true, 20)).toBe('passed: isolated at 20× → ');
    const todo = 'Set isolated margin and 20× at the exchange.';
    expect(marginAt(true, 21)).toBe(`failed: the account has isolated at 21× → ${todo}`);
    expect(marginAt(false, 20)).toBe(`failed: the account has cross at 20× → ${todo}`);
    expect(judged('margin', { settings: UNREAD }, { leverage: 20 })).toBe(
      'failed: could not be set: no answer → Set isolated margin and 20× at the exchange, with nothing open in this market.',
    );
  });
});

describe('the stop of a market', () => {
  const TIERS = [
    { floorUsd: 0, maintenancePct: 0.4, maxLeverage: 50 },
    { floorUsd: 600, maintenancePct: 0.5, maxLeverage: 20 },
    { floorUsd: 601, maintenancePct: 9, maxLeverage: 1 },
  ];
  const stopAt = (changes: Partial<BotParameters>) =>
    judged('stop', { tiers: { value: TIERS } }, { collateralUsd: 30, leverage: 20, ...changes });

  it('the stop of a market lies at most half way to the liquidation price of the tier of its size', () => {
    expect(stopAt({ recoveryStopPct: 2.25 })).toBe('passed: the stop is 2.25 % away, liquidation 4.50 % → ');
    expect(stopAt({ recoveryStopPct: 2.26 })).toBe(
      'failed: the stop is 2.26 % away, liquidation 4.50 % → Set recoveryStopPct to at most 2.25, or lower leverage.',
    );
  });

  it('the stop of a market fails above the leverage of its tier', () => {
    expect(stopAt({ collateralUsd: 28.6, leverage: 21 })).toBe(
      'failed: leverage 21× is above 20×, the maximum at this size → Set leverage to at most 20.',
    );
    expect(stopAt({ collateralUsd: 28.5, leverage: 21 })).toMatch(/^passed/);
  });

  it('the stop of a market fails where the tiers are unknown, or name none for its size', () => {
    expect(judged('stop', { tiers: UNREAD })).toBe(
      `failed: the margin tiers could not be read: no answer → ${AGAIN}`,
    );
    expect(judged('stop', { tiers: { value: [] } })).toBe(
      `failed: the margin tiers could not be read: there is none for this size → ${AGAIN}`,
    );
  });
});

describe('the fees of a market', () => {
  const feesAt = (makerPct: number, takerPct: number) =>
    judged('fees', { fees: { value: { makerPct, takerPct } } }, { makerFeePct: 0.02, takerFeePct: 0.05 });

  it('the fees of a market pass when the parameters assume no less', () => {
    expect(feesAt(0.02, 0.05)).toMatch(
      /^passed: maker 0.02 %, taker 0.05 %: \d\d\.\d % of the trades must win to break even → $/,
    );
    expect(feesAt(0.01, 0.04)).toMatch(/^passed/);
  });

  it.each([
    [0.021, 0.05],
    [0.02, 0.051],
  ])(
    'the fees of a market, maker %d %% and taker %d %%, fail above those of the parameters',
    (maker, taker) => {
      expect(feesAt(maker, taker)).toMatch(
        RegExp(
          `^failed: maker ${maker} %, taker ${taker} %: .*; the parameters assume less → Set makerFeePct to ${maker} and takerFeePct to ${taker}: the day's limit is computed with them\\.$`,
        ),
      );
    },
  );

  it('the fees of a market fail when no trade can win, and when they are unknown', () => {
    expect(feesAt(0.2, 0.5)).toBe(
      'failed: maker 0.2 %, taker 0.5 %: even a trade that reaches its target loses money → Raise targetPct: {economics} shows what it takes.',
    );
    expect(judged('fees', { fees: UNREAD })).toBe(`failed: the fees could not be read: no answer → ${AGAIN}`);
  });
});

describe('the trigger of a stop', () => {
  const sessions = { sessions: [], knownFromMs: 0, knownUntilMs: 0 };

  it('the trigger of a stop is better the mark price in a market with closed hours, which stops nobody', () => {
    expect(lineOf('trigger', { sessions }, { stopTrigger: 'last' })).toBe(
      'passed: the last price triggers the stop: outside its session the book is thin, and the exchange smooths and bounds the mark price alone → Better here: {params set stopTrigger=mark}.',
    );
    expect(lineOf('trigger', { sessions }, { stopTrigger: 'mark' })).toMatch(
      /^passed: the mark price .* → $/,
    );
  });

  it('the trigger of a stop has no line in a market that is always open', () => {
    expect(lineOf('trigger', {}, { stopTrigger: 'last' })).toBe('failed: undefined → ');
  });
});
