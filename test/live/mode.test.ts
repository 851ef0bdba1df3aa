/**
 * Does it take two keys, a flat bot and a passed preflight to trade real money, and as little to go back?
 */
import { describe, expect, it } from 'vitest';
import { whyPaper } from '../../lambda/core/control/mode.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { LiveNotAllowedError } from '../../lambda/tick/exchange-in-force.ts';
import { nextMinute, rowsOf, stateOf } from './live-harness.ts';
import { modeHarness } from './mode-harness.ts';

const kinds = (alerts: readonly { readonly kind: string }[]) => alerts.map(({ kind }) => kind);

describe('mode live alone', () => {
  it('mode live alone trades on paper, and says so once in an alert and in every line', async () => {
    const harness = await modeHarness({ isAllowed: false });
    harness.owner.parameters = { mode: 'live' };
    const first = await harness.tick();
    nextMinute(harness, { BTCUSDT: 0.1 });
    const second = await harness.tick();
    expect([first.whyPaper, second.whyPaper]).toEqual([
      'mode is live, and the deployment does not allow it',
      'mode is live, and the deployment does not allow it',
    ]);
    expect(second.verdicts).toMatchObject([{ kind: 'entered' }]);
    expect(second.state.account?.positions).toHaveLength(1);
    expect(harness.venue.asked('/fapi/v3/account')).toEqual([]);
    expect(kinds(harness.alerts)).toEqual(['live-not-allowed']);
    expect(harness.alerts[0]?.todo).toContain('allowLive');
  });
});

describe("the deployment's consent alone", () => {
  it("the deployment's consent alone trades on paper, and asks nothing of the account", async () => {
    const harness = await modeHarness();
    const report = await harness.tick();
    expect(report.whyPaper).toBe('the deployment allows live, and mode is paper');
    expect(report.state.account).toBeDefined();
    expect(harness.venue.asked('/fapi/v3/account')).toEqual([]);
  });
});

describe('both keys', () => {
  it('both keys begin a new epoch with what the wallet holds, report it, and trade real orders in the same tick', async () => {
    const harness = await modeHarness({ venue: { balanceUsd: 1_234.5 } });
    await harness.tick();
    const before = (await stateOf(harness)).ledger.epoch;
    harness.owner.parameters = { mode: 'live' };
    nextMinute(harness, { BTCUSDT: 0.1 });
    const report = await harness.tick();
    const state = await stateOf(harness);
    expect(state.account).toBeUndefined();
    expect(report.whyPaper).toBeUndefined();
    expect(state.ledger.epoch).toBeGreaterThan(before);
    expect(toDollars(state.ledger.dayStartBalanceUsd)).toBe(1_234.5);
    expect(kinds(harness.alerts)).toEqual(['mode-changed']);
    expect(harness.alerts[0]?.happened).toBe('The mode was changed from paper to live.');
    expect((await rowsOf(harness))[0]?.event).toMatchObject({
      kind: 'started',
      after: { cause: 'mode-changed' },
    });
    expect(harness.venue.books.openAlgos).toHaveLength(1);
    expect(harness.venue.state.marginTypes.get('BTCUSDT')).toBe('ISOLATED');
  });

  it('both keys begin nothing while something is open: the parameters are refused as they are', async () => {
    const harness = await modeHarness();
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).state.ledger.positions).toHaveLength(1);
    harness.owner.parameters = { mode: 'live' };
    nextMinute(harness);
    const { state } = await harness.tick();
    expect(state.account).toBeDefined();
    expect(state.refusal?.text).toContain('mode = "live": changes only while nothing is open');
  });
});

describe('a preflight that has not passed', () => {
  it('a preflight that has not passed leaves the parameters in force, and raises one alert for each different result', async () => {
    const harness = await modeHarness({ venue: { key: { canWithdraw: true } } });
    await harness.tick();
    nextMinute(harness);
    harness.owner.parameters = { mode: 'live', targetPct: 0.2 };
    const { state, parameters, whyPaper: why } = await harness.tick();
    expect(state.account).toBeDefined();
    expect([parameters.mode, parameters.targetPct]).toEqual(['paper', 0.15]);
    expect(why).toBe('the deployment allows live, and mode is paper');
    expect(harness.alerts).toHaveLength(1);
    expect(harness.alerts[0]?.happened).toContain('withdraw: it may withdraw');
    for (let minute = 0; minute < 11; minute += 1) {
      nextMinute(harness);
      await harness.tick();
    }
    expect(harness.alerts).toHaveLength(1);
    expect(harness.venue.asked('apiRestrictions')).toHaveLength(3);
    harness.venue.key.isAddressRestricted = false;
    for (let minute = 0; minute < 5; minute += 1) {
      nextMinute(harness);
      await harness.tick();
    }
    expect(kinds(harness.alerts)).toEqual(['parameters-refused', 'parameters-refused']);
    expect(harness.alerts[1]?.happened).toContain('address: it works from any address');
  });

  it('a preflight that has not passed leaves the entries to the parameters in force: the written ones, with a smaller limit, halt nothing', async () => {
    const harness = await modeHarness({ venue: { key: { canWithdraw: true } } });
    await harness.tick();
    harness.owner.parameters = { mode: 'live', dailyLossUsd: 0.1 };
    nextMinute(harness, { BTCUSDT: 0.1 });
    const { state, verdicts, parameters } = await harness.tick();
    expect(parameters.dailyLossUsd).toBe(80);
    expect(state.ledger.halted).toBeUndefined();
    expect(verdicts).toMatchObject([{ kind: 'entered' }]);
  });

  it('a preflight that has not passed lets a new bot begin on paper with its own parameters, not with the defaults', async () => {
    const harness = await modeHarness({ venue: { key: { canWithdraw: true } } });
    harness.owner.parameters = { mode: 'live', targetPct: 0.2, startingBalanceUsd: 500 };
    for (let minute = 0; minute < 2; minute += 1) {
      const { state, parameters } = await harness.tick();
      expect([parameters.mode, parameters.targetPct, toDollars(state.ledger.balanceUsd)]).toEqual([
        'paper',
        0.2,
        500,
      ]);
      expect(state.refusal?.text).toContain('withdraw: it may withdraw');
      nextMinute(harness);
    }
    expect(harness.alerts).toHaveLength(1);
  });

  it('a preflight that has not passed keeps a bot whose table was restored to before its first item from the position that it has forgotten', async () => {
    const harness = await modeHarness();
    harness.venue.happen({ kind: 'order', symbol: 'BTCUSDT', side: 'BUY', quantity: 0.01 });
    harness.venue.requests.length = 0;
    harness.owner.parameters = { mode: 'live' };
    for (let minute = 0; minute < 3; minute += 1) {
      const { state } = await harness.tick();
      expect(state.account).toBeDefined();
      nextMinute(harness);
    }
    // It is told what is open there, once, and sends nothing to it.
    expect(kinds(harness.alerts)).toEqual(['parameters-refused']);
    expect(harness.alerts[0]?.happened).toContain('a long of 0.01 in BTCUSDT');
    expect(harness.venue.requests.filter(({ order }) => order !== undefined)).toEqual([]);
    expect(harness.venue.books.positions).toHaveLength(1);
  });

  it('a preflight that has not passed lets the bot through when what was wrong is put right', async () => {
    const harness = await modeHarness({ venue: { key: { canWithdraw: true } } });
    harness.owner.parameters = { mode: 'live' };
    await harness.tick();
    harness.venue.key.canWithdraw = false;
    for (let minute = 0; minute < 5; minute += 1) {
      nextMinute(harness);
      await harness.tick();
    }
    const state = await stateOf(harness);
    expect(state.account).toBeUndefined();
    expect(state.refusal).toBeUndefined();
  });
});

describe('back to paper', () => {
  it('the way back to paper begins a new epoch with the balance of the parameters, when nothing is open', async () => {
    const harness = await modeHarness();
    harness.owner.parameters = { mode: 'live', maxTradesPerHour: 1 };
    await harness.tick();
    nextMinute(harness, { BTCUSDT: 0.1 });
    expect((await harness.tick()).state.ledger.positions).toHaveLength(1);
    harness.owner.parameters = { mode: 'paper', startingBalanceUsd: 500 };
    nextMinute(harness);
    const open = await harness.tick();
    expect(open.state.account).toBeUndefined();
    expect(open.state.refusal?.text).toContain('mode = "paper": changes only while nothing is open');
    nextMinute(harness, { BTCUSDT: 0.3 });
    await harness.tick();
    nextMinute(harness);
    await harness.tick();
    nextMinute(harness);
    const { state } = await harness.tick();
    expect(state.account).toEqual({ positions: [], orders: [] });
    expect(toDollars(state.ledger.balanceUsd)).toBe(500);
    expect(kinds(harness.alerts).filter((kind) => kind === 'mode-changed')).toHaveLength(2);
    const asked = harness.venue.asked('/fapi/v3/account').length;
    nextMinute(harness);
    await harness.tick();
    expect(harness.venue.asked('/fapi/v3/account').length - asked).toBeLessThanOrEqual(1);
  });
});

describe('a live item in a deployment that does not allow it', () => {
  it('a live item in a deployment that does not allow it is loud: the tick fails, names the bot and what to set, and asks and sends nothing', async () => {
    const harness = await modeHarness();
    harness.owner.parameters = { mode: 'live' };
    await harness.tick();
    const { live: _, preflight: __, ...paperOnly } = harness.ports;
    harness.venue.requests.length = 0;
    nextMinute(harness);
    await expect(harness.tick(paperOnly)).rejects.toThrow(LiveNotAllowedError);
    await expect(harness.tick(paperOnly)).rejects.toThrow(
      'bot live trades with real money, and this deployment does not allow it: set allowLive',
    );
    expect(harness.venue.requests.filter(({ path }) => !/klines|bookTicker/.test(path))).toEqual([]);
  });
});

describe('neither key', () => {
  it('a bot with neither key says nothing', async () => {
    const harness = await modeHarness({ isAllowed: false });
    const { state, parameters } = await harness.tick();
    expect(whyPaper(state, parameters, false)).toBeUndefined();
  });
});
