/**
 * Does preflight let an account through that may be traded, and stop every one that may not, saying what to do?
 */
import { describe, expect, it } from 'vitest';
import { failuresOf } from '../../lambda/core/preflight/preflight.ts';
import { TROUBLES } from '../venue/request-faults.ts';
import { lineIn, preflighted, type PreflightOptions } from './preflight-harness.ts';

describe('an account that may be traded', () => {
  it('an account that may be traded passes every line, with margin and leverage set and read back', async () => {
    const { report, venue } = await preflighted({
      before: ({ state }) => void state.leverages.set('SOLUSDT', 5),
    });
    expect(failuresOf(report)).toEqual([]);
    expect(report.hasPassed).toBe(true);
    expect(report.walletUsd).toBe(2_000e8);
    expect(lineIn(report, 'reachable')).toBe('passed: it answers from here');
    expect(lineIn(report, 'clock')).toBe('passed: within a second of the exchange');
    expect(lineIn(report, 'key')).toBe('passed: it is valid');
    expect(lineIn(report, 'trade')).toBe('passed: it may trade futures');
    expect(lineIn(report, 'withdraw')).toBe('passed: it cannot withdraw');
    expect(lineIn(report, 'address')).toBe('passed: it works from listed addresses only');
    expect(lineIn(report, 'one-way')).toBe('passed: one position for each market, margin in USDT');
    expect(lineIn(report, 'empty')).toBe('passed: no position and no order is open');
    expect(lineIn(report, 'balance')).toBe('passed: the wallet holds 2000.00 USDT, a position takes 30');
    expect(lineIn(report, 'requests')).toBe(
      "passed: up to 270 of weight a minute (tick 19, watch 99, other 152); this bot may use 960 of the address's 2400",
    );
    expect(lineIn(report, 'margin', 'ETHUSDT')).toBe('passed: isolated at 20×');
    expect(lineIn(report, 'size', 'BTCUSDT')).toBe('passed: 0.006 at 95000.1 is 570.00 USDT');
    expect(lineIn(report, 'limits', 'BTCUSDT')).toMatch(
      /^passed: a market order takes up to 120; a limit order up to 1000; 200 orders and \S+( unknown number of)? conditional ones may be open; a limit price may be 5 % below the mark price and 5 % above; a market order fills within 5 % of it$/,
    );
    expect(lineIn(report, 'stop', 'BTCUSDT')).toBe('passed: the stop is 0.25 % away, liquidation 4.60 %');
    expect(lineIn(report, 'fees', 'BTCUSDT')).toBe(
      'passed: maker 0.02 %, taker 0.05 %: 81.6 % of the trades must win to break even',
    );
    expect(venue.state.marginTypes.get('SOLUSDT')).toBe('ISOLATED');
    expect(venue.state.leverages.get('SOLUSDT')).toBe(20);
  });

  it('an account that may be traded is set up once: a second look changes nothing', async () => {
    const { venue } = await preflighted({
      before: (before) => {
        for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) {
          before.state.marginTypes.set(symbol, 'ISOLATED');
          before.state.leverages.set(symbol, 20);
        }
      },
    });
    expect(venue.asked('POST ')).toEqual([]);
  });
});

const refused = (code: number) => ({ kind: 'refusal', code }) as const;

const CASES: readonly (readonly [what: string, check: string, line: RegExp, options: PreflightOptions])[] = [
  [
    'a region that is not served',
    'reachable',
    /does not serve this region \(HTTP 451\) → Run the bot in a region that the exchange serves/,
    { before: (venue) => venue.fail({ fault: TROUBLES['restricted location'], times: Infinity }) },
  ],
  [
    'an exchange that is away',
    'reachable',
    /not available \(HTTP 502\) → Check the network/,
    { before: (venue) => venue.fail({ fault: TROUBLES['bad gateway'], times: Infinity }) },
  ],
  ['a clock that is ahead', 'clock', /3\.0 s ahead of the exchange → Set the clock/, { aheadMs: 3_000 }],
  ['a clock that is behind', 'clock', /8\.0 s behind the exchange → Set the clock/, { aheadMs: -8_000 }],
  [
    'a key that does not exist',
    'key',
    /^rejected: .*-2015.* → Store the right key/,
    { keys: { apiKey: 'another', secret: 'venue-secret' } },
  ],
  [
    'a secret of another key',
    'key',
    /^rejected: .*-1022.* → Store the right key/,
    { keys: { apiKey: 'venue-api-key', secret: 'another' } },
  ],
  [
    'an address that the key does not list',
    'key',
    /^rejected: .*-2015.*/,
    { venue: { key: { isAddressListed: false } } },
  ],
  [
    'a key that may only read',
    'trade',
    /may not trade futures → Give the key the right/,
    { venue: { key: { canTrade: false } } },
  ],
  [
    'a key that may withdraw',
    'withdraw',
    /it may withdraw → Remove the right to withdraw/,
    { venue: { key: { canWithdraw: true } } },
  ],
  [
    'rights that cannot be read',
    'withdraw',
    /the rights of the key could not be read: .* → Run preflight again/,
    { before: (venue) => venue.fail({ fault: TROUBLES['bad gateway'], path: 'apiRestrictions' }) },
  ],
  [
    'a key for every address',
    'address',
    /from any address → Bind the key to the address/,
    { venue: { key: { isAddressRestricted: false } } },
  ],
  [
    'a hedged account',
    'one-way',
    /in hedge mode → Set the position mode to one-way/,
    { before: ({ state }) => void (state.isHedged = true) },
  ],
  [
    'an empty wallet',
    'balance',
    /holds 10\.00 USDT, a position takes 30 → Move USDT/,
    { venue: { balanceUsd: 10 } },
  ],
  [
    'a watch that asks for too much',
    'requests',
    /^up to 1134 of weight .*; this bot may use 960 of the address's 2400 → Set watchIntervalSeconds to at least 2, /,
    { parameters: { watchIntervalSeconds: 1 } },
  ],
  [
    'a watch that asks for more than its part of a shared address',
    'requests',
    /^up to 654 of weight .*; this bot may use 480 of .* → Set watchIntervalSeconds to at least 4, /,
    { parameters: { watchIntervalSeconds: 2 }, requestWeightMax: 480 },
  ],
  [
    'symbols that no watch makes room for',
    'requests',
    / → Trade fewer symbols, or lower maxPositions\.$/,
    { requestWeightMax: 100 },
  ],
  [
    'a leverage that is refused',
    'margin',
    /could not be set: .*-4028.* → Set isolated margin and 20×/,
    {
      before: (venue) => {
        venue.state.leverages.set('BTCUSDT', 5);
        venue.fail({ fault: refused(-4028), method: 'POST', path: '/fapi/v1/leverage' });
      },
    },
  ],
  [
    'a margin mode that is refused',
    'margin',
    /could not be set: .*-4047/,
    { before: (venue) => venue.fail({ fault: refused(-4047), path: 'marginType', times: 3 }) },
  ],
  [
    'a size under the minimum',
    'size',
    /40 USDT at 95000\.1 is too little: at least 0\.001 and \d+ USDT → Raise collateralUsd/,
    { parameters: { collateralUsd: 2 } },
  ],
  [
    'a size that one order cannot close',
    'size',
    /10000000 USDT at 2700\.01 is too much: one order takes up to 2000 → Set collateralUsd to at most 270001, /,
    { parameters: { collateralUsd: 500_000, maxOpenCollateralUsd: 500_000 } },
  ],
  [
    'a leverage beyond the tier',
    'stop',
    /leverage 125× is above 100×, the maximum at this size → Set leverage to at most 100/,
    { parameters: { leverage: 125, recoveryStopPct: 0.14, initialStopPct: 0.1 } },
  ],
  [
    'fees that the parameters do not know',
    'fees',
    /the parameters assume less → Set makerFeePct to 0\.02 and takerFeePct to 0\.06/,
    { venue: { rules: { takerFeePct: 0.06 } } },
  ],
  [
    'fees that no target pays for',
    'fees',
    /even a trade that reaches its target loses money → Raise targetPct/,
    { venue: { rules: { takerFeePct: 0.2 } } },
  ],
];

describe('preflight stops', () => {
  it.each(CASES)('preflight stops %s', async (_what, check, line, options) => {
    const { report } = await preflighted(options);
    expect(report.hasPassed).toBe(false);
    const lines = report.lines.filter((one) => one.check === check && !one.hasPassed);
    expect(lines.map(({ found, todo }) => `${found} → ${todo ?? ''}`)).toContainEqual(
      expect.stringMatching(line),
    );
  });

  it('preflight stops an account that is not empty, and names what is there', async () => {
    const { report } = await preflighted({
      before: (venue) => {
        venue.state.positions.set('ETHUSDT BOTH', {
          symbol: 'ETHUSDT',
          positionSide: 'BOTH',
          marginType: 'CROSSED',
          openedMs: venue.timeMs,
          amount: -22_000_000n,
          entryValue: -22_000_000n * 270_000_000_000n,
          isolatedWallet: 0n,
          updateMs: venue.timeMs,
        });
      },
    });
    expect(lineIn(report, 'empty')).toMatch(
      /^a short of 0\.22 in ETHUSDT → Close positions and cancel orders/,
    );
    expect(lineIn(report, 'margin', 'ETHUSDT')).toMatch(/could not be set: .*-4048/);
    expect(lineIn(report, 'margin', 'BTCUSDT')).toBe('passed: isolated at 20×');
  });

  it('preflight asks nothing more of an exchange that refuses the region or the key', async () => {
    const { report, venue } = await preflighted({ keys: { apiKey: 'another', secret: 'x' } });
    expect(report.lines.map(({ check }) => check)).toEqual(['reachable', 'clock', 'key']);
    expect(venue.asked('apiRestrictions')).toEqual([]);
    expect(venue.asked('POST ')).toEqual([]);
  });
});
