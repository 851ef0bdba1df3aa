/**
 * Does preflight pass an account that may be traded, and name what to do first for every other one?
 */
import { describe, expect, it } from 'vitest';
import { DEFAULT_PARAMETERS, type BotParameters } from '../../../lambda/config.ts';
import type { MarketFacts, PreflightFacts } from '../../../lambda/core/preflight/preflight-facts.ts';
import { failuresOf, preflightOf, type PreflightTerms } from '../../../lambda/core/preflight/preflight.ts';
import { usd } from '../../../lambda/core/units.ts';

type Read = Extract<PreflightFacts, { readonly kind: 'read' }>;

const RIGHTS = { canTrade: true, canWithdraw: false, isAddressRestricted: true };
const MODES = { canTrade: true, isHedged: false, isMultiAsset: false };
const ACCOUNT = { walletUsd: { value: usd(500) }, positions: [], orderSymbols: [] };
const MARKET: MarketFacts = {
  market: { symbol: 'BTCUSDT' },
  isTraded: true,
  ask: { value: 100 },
  settings: { value: { isIsolated: true, leverage: 20 } },
  tiers: { value: [{ floorUsd: 0, maintenancePct: 0.4, maxLeverage: 125 }] },
  fees: { value: { makerPct: 0.02, takerPct: 0.05 } },
};

const factsOf = (changes: Partial<Read> = {}): Read => ({
  kind: 'read',
  differenceMs: 0,
  account: ACCOUNT,
  rights: { value: RIGHTS },
  modes: { value: MODES },
  markets: [MARKET],
  ...changes,
});

const reportOf = (
  facts: PreflightFacts,
  {
    parameters,
    ...terms
  }: Omit<Partial<PreflightTerms>, 'parameters'> & { parameters?: Partial<BotParameters> } = {},
) =>
  preflightOf(facts, {
    ...terms,
    parameters: { ...DEFAULT_PARAMETERS, leverage: 20, collateralUsd: 30, ...parameters },
  });

/** `check: finding`, and of a line that has not passed `→ remedy`. */
function linesOf(...[facts, terms]: Parameters<typeof reportOf>): readonly string[] {
  return reportOf(facts, terms).lines.map(
    ({ check, symbol, hasPassed, found, todo }) =>
      `${hasPassed ? 'passed' : 'failed'} ${check}${symbol === undefined ? '' : ` ${symbol}`}: ${found}${todo === undefined ? '' : ` → ${todo}`}`,
  );
}

const lineOf = (checks: RegExp, ...[facts, terms]: Parameters<typeof reportOf>) =>
  linesOf(facts, terms).filter((line) => checks.test(line));

describe('an account that may be traded', () => {
  it('an account that may be traded passes every check, and tells the balance to begin with', () => {
    expect(linesOf(factsOf())).toEqual([
      'passed reachable: it answers from here',
      'passed clock: within a second of the exchange',
      'passed key: it is valid',
      'passed trade: it may trade futures',
      'passed withdraw: it cannot withdraw',
      'passed address: it works from listed addresses only',
      'passed one-way: one position for each market, margin in USDT',
      'passed empty: no position and no order is open',
      'passed balance: the wallet holds 500.00 USDT, a position takes 30',
      'passed margin BTCUSDT: isolated at 20×',
      'passed size BTCUSDT: 6 at 100 is 600.00 USDT',
      expect.stringMatching(/^passed limits BTCUSDT: /),
      'passed stop BTCUSDT: the stop is 0.25 % away, liquidation 4.60 %',
      expect.stringMatching(
        /^passed fees BTCUSDT: maker 0.02 %, taker 0.05 %: \d\d\.\d % of the trades must win/,
      ),
    ]);
    expect(reportOf(factsOf())).toMatchObject({ hasPassed: true, walletUsd: usd(500) });
    expect(failuresOf(reportOf(factsOf()))).toEqual([]);
  });

  it('an account that fails one check of many does not pass, and its failures name the check and the market', () => {
    const report = reportOf(
      factsOf({ modes: { value: { ...MODES, isHedged: true } }, markets: [{ ...MARKET, isTraded: false }] }),
    );
    expect(report.hasPassed).toBe(false);
    expect(failuresOf(report)).toEqual([
      'one-way: the account is in hedge mode',
      'size BTCUSDT: the exchange does not trade this market now',
    ]);
  });
});

describe('an exchange that lets nobody in', () => {
  it.each([
    [
      true,
      'Run the bot in a region that the exchange serves, such as AWS in Tokyo: trying again from here does not help.',
    ],
    [false, 'Check the network, and whether the exchange is up. Then run preflight again.'],
  ])('an exchange that is not reached is the only line; for its region: %s', (isRegion, todo) => {
    const facts = { kind: 'not-reached', isRegion, failure: 'no answer' } as const;
    expect(linesOf(facts)).toEqual([`failed reachable: no answer → ${todo}`]);
    expect(reportOf(facts)).toMatchObject({ hasPassed: false, walletUsd: undefined });
  });

  it('an exchange that rejects the key is asked nothing else, and the clock is judged first', () => {
    const facts = { kind: 'key-refused', differenceMs: 90_500, failure: 'invalid API key' } as const;
    expect(linesOf(facts)).toEqual([
      'passed reachable: it answers from here',
      'failed clock: this machine is 90.5 s behind the exchange → Set the clock by a time server: timedatectl set-ntp true.',
      'failed key: rejected: invalid API key → Store the right key and secret: {secrets set}.',
    ]);
    expect(reportOf(facts).walletUsd).toBeUndefined();
  });

  it('an exchange whose clock is behind that of this machine is told so', () => {
    expect(lineOf(/ clock:/, factsOf({ differenceMs: -2_000 }))).toEqual([
      'failed clock: this machine is 2.0 s ahead of the exchange → Set the clock by a time server: timedatectl set-ntp true.',
    ]);
  });
});

describe('the rights of a key', () => {
  const rightsIn = (...[facts, terms]: Parameters<typeof reportOf>) =>
    lineOf(/ (trade|withdraw|address):/, facts, terms);
  const NO_TRADE =
    'failed trade: it may not trade futures → Give the key the right to trade futures, and no other.';
  const NOT_TOLD = factsOf({ rights: 'not-told' });

  it('the rights of a key are to trade, not to withdraw, and from one address: each is said apart', () => {
    const rights = { canTrade: false, canWithdraw: true, isAddressRestricted: false };
    expect(rightsIn(factsOf({ rights: { value: rights } }))).toEqual([
      NO_TRADE,
      'failed withdraw: it may withdraw → Remove the right to withdraw from the key.',
      'failed address: it works from any address → Bind the key to the address of the bot: the output EgressAddress of its stack, with staticEgress.',
    ]);
  });

  it('the rights of a key end where the account may not trade, as far as that can be read', () => {
    expect(rightsIn(factsOf({ modes: { value: { ...MODES, canTrade: false } } }))[0]).toBe(NO_TRADE);
    expect(rightsIn(factsOf({ modes: { failure: 'no answer' } }))[0]).toMatch(/^passed trade/);
    const rights = { value: { ...RIGHTS, canTrade: false } };
    expect(rightsIn(factsOf({ rights, modes: { failure: 'no answer' } }))[0]).toBe(NO_TRADE);
  });

  it('the rights of a key that could not be read do not pass', () => {
    expect(rightsIn(factsOf({ rights: { failure: 'no answer' } }))).toEqual([
      'failed withdraw: the rights of the key could not be read: no answer → Run preflight again. If it fails again, ask the exchange.',
    ]);
  });

  it('the rights of a key that the exchange does not tell are those that the operator states', () => {
    expect(rightsIn(NOT_TOLD)).toEqual([
      'failed withdraw: the exchange does not tell the rights of the key → Check the key at the exchange: it may trade, may not withdraw, and is bound to an address. Then state that with --acknowledge.',
    ]);
    expect(rightsIn(NOT_TOLD, { acknowledgement: 'checked by ada' })).toEqual([
      'passed withdraw: acknowledged: checked by ada',
    ]);
  });

  it('the rights of a key at the demo are those of its account: it reaches no money', () => {
    const demo = 'passed withdraw: demo trading: it reaches no money';
    const at = (modes: Read['modes']) => rightsIn(factsOf({ rights: 'not-told', modes }), { isDemo: true });
    expect(at({ value: MODES })).toEqual(['passed trade: it may trade futures', demo]);
    expect(at({ value: { ...MODES, canTrade: false } })).toEqual([NO_TRADE, demo]);
    expect(at({ failure: 'no answer' })).toEqual([
      'failed trade: the modes of the account could not be read: no answer → Run preflight again. If it fails again, ask the exchange.',
      demo,
    ]);
  });
});

describe('the state of an account', () => {
  it.each([
    [
      'in hedge mode',
      { value: { ...MODES, isHedged: true } },
      'the account is in hedge mode → Set the position mode to one-way at the exchange, with nothing open.',
    ],
    [
      'in multi-assets mode',
      { value: { ...MODES, isMultiAsset: true } },
      'the account is in multi-assets mode → Set the asset mode to single-asset at the exchange.',
    ],
    [
      'of unknown mode',
      { failure: 'no answer' },
      'the modes of the account could not be read: no answer → Run preflight again. If it fails again, ask the exchange.',
    ],
  ])('the state of an account %s does not pass', (_, modes, words) => {
    expect(lineOf(/ one-way:/, factsOf({ modes }))).toEqual([`failed one-way: ${words}`]);
  });

  it('the state of an account that is not empty names what is open', () => {
    const positions = [{ symbol: 'BTCUSDT', side: 'long', quantity: 0.5, isHedged: false }] as const;
    expect(
      lineOf(/ empty:/, factsOf({ account: { ...ACCOUNT, positions, orderSymbols: ['ETHUSDT'] } })),
    ).toEqual([
      'failed empty: a long of 0.5 in BTCUSDT; an order in ETHUSDT → Close positions and cancel orders at the exchange: the account belongs to one bot alone.',
    ]);
  });

  it('the state of an account that just pays for one position passes, and a cent less does not', () => {
    const balance = (dollars: number) =>
      lineOf(/ balance:/, factsOf({ account: { ...ACCOUNT, walletUsd: { value: usd(dollars) } } }));
    expect(balance(30)).toEqual(['passed balance: the wallet holds 30.00 USDT, a position takes 30']);
    expect(balance(29.99)).toEqual([
      'failed balance: the wallet holds 29.99 USDT, a position takes 30 → Move USDT to the futures wallet, or lower collateralUsd.',
    ]);
    const walletUsd = { failure: 'it lists none' };
    expect(lineOf(/ balance:/, factsOf({ account: { ...ACCOUNT, walletUsd } }))).toEqual([
      'failed balance: the account states no wallet in USDT, in which these markets settle: it lists none → Move USDT to the futures wallet, or lower collateralUsd.',
    ]);
  });
});

describe('the requests of a bot', () => {
  const weights = {
    addressMax: 2_400,
    candles: 1,
    quote: 2,
    allQuotes: 5,
    account: 5,
    openOrders: 1,
    allOpenOrders: 40,
    order: 1,
    trades: 5,
    movements: 30,
  };
  // Tick 1 + 2 + 5 + 2; six watch steps of 2 + 5 + 2 and a candle; other 80 + 30 + 14.
  const found = (weightMax: number) =>
    `up to 189 of weight a minute (tick 10, watch 55, other 124); this bot may use ${weightMax} of the address's 2400`;
  const requestsIn = (weightMax: number) => {
    const requests = { weights, weightMax, markets: 1 };
    return lineOf(/ requests:/, factsOf(), { requests, parameters: { watchIntervalSeconds: 10 } });
  };

  it('the requests of a bot that just fit pass', () => {
    expect(requestsIn(189)).toEqual([`passed requests: ${found(189)}`]);
  });

  it('the requests of a bot that are too many fit with a slower watch, or with fewer symbols', () => {
    expect(requestsIn(188)).toEqual([
      `failed requests: ${found(188)} → Set watchIntervalSeconds to at least 12, or to 0.`,
    ]);
    expect(requestsIn(100)).toEqual([
      `failed requests: ${found(100)} → Trade fewer symbols, or lower maxPositions.`,
    ]);
  });
});
