/**
 * Does the first gate that holds deny, in the strategy's order, each at its edge?
 */
import { describe, expect, it } from 'vitest';
import type { BotParameters } from '../../../lambda/config.ts';
import {
  denialOf,
  denialsOf,
  entriesInLastHour,
  everyDenial,
  exposureOf,
  worstNewLoss,
} from '../../../lambda/core/risk/entry-gates.ts';
import type { LedgerState } from '../../../lambda/core/ledger/ledger-state.ts';
import { budgetBeyond } from '../../../lambda/core/risk/limits.ts';
import { usd, usdFromUnits } from '../../../lambda/core/units.ts';
import { NOON, at, botState, entryOrder, parameters, position, stopOrder } from '../../harness/builders.ts';
import { DENIED_BY_ALL } from '../../harness/denied-entry.ts';

type StateChanges = Parameters<typeof botState>[0];

interface Asked {
  readonly state?: StateChanges;
  readonly with?: Partial<BotParameters>;
  readonly symbol?: string;
  readonly tickMs?: number;
}

/** The code that denies an entry in ETH at noon, or 'allowed'. */
function asked({ state: changes, with: changed, symbol = 'ETH', tickMs = NOON }: Asked = {}): string {
  const state = botState(changes);
  const set = parameters(changed);
  const exposure = exposureOf(state, set);
  return denialOf({ state, exposure, symbol, tickMs, parameters: set }) ?? 'allowed';
}

const rows = (count: number) =>
  Array.from({ length: count }, (_, k) => ({
    epoch: 1,
    sequence: k + 1,
    event: { kind: 'day-started', atMs: NOON } as const,
  }));

const BTC = position();
/** Defaults: budget 80, a new position risks 2.19084004 (600 × 0.0036514000625, rounded up). */
const WORST = 2.19084004;

describe('an entry', () => {
  it('an entry is allowed when no gate holds', () => {
    expect(asked()).toBe('allowed');
  });

  it('an entry is denied while halted', () => {
    const halted = { cause: 'a broken invariant', sinceMs: NOON };
    expect(asked({ state: { ledger: { halted } } })).toBe('halted');
  });

  it('an entry is denied while paused by the operator', () => {
    expect(asked({ state: { ledger: { operatorPausedSinceMs: NOON } } })).toBe('operator-paused');
  });

  it('an entry is denied while the operator has everything closed', () => {
    expect(asked({ state: { ledger: { flatteningSinceMs: NOON } } })).toBe('operator-paused');
  });

  it('an entry in no symbol in particular is denied by every gate that holds', () => {
    const denials = (ledger: Partial<LedgerState>) =>
      denialsOf({ state: botState({ ledger }), tickMs: NOON, parameters: parameters() });
    expect(denials({})).toEqual([]);
    expect(denials({ stoppedAtMs: NOON, balanceUsd: usd(29) })).toEqual(['stopped', 'balance']);
  });

  it('an entry is denied while the day is stopped', () => {
    expect(asked({ state: { ledger: { stoppedAtMs: NOON } } })).toBe('stopped');
  });

  it('an entry is denied before the end of a pause, and allowed at it', () => {
    const state = { ledger: { pausedUntilMs: NOON } };
    expect(asked({ state, tickMs: NOON - 1 })).toBe('paused');
    expect(asked({ state, tickMs: NOON })).toBe('allowed');
  });

  it('an entry is denied at maxPositions open positions', () => {
    const state = { ledger: { positions: [BTC, position({ tradeId: 2, symbol: 'SOL' })] } };
    expect(asked({ state, with: { maxPositions: 3 } })).toBe('allowed');
    expect(asked({ state, with: { maxPositions: 2 } })).toBe('positions');
    expect(asked({ state, with: { maxPositions: 1 } })).toBe('positions');
  });

  it('an entry is denied in a symbol that has a position', () => {
    expect(asked({ state: { ledger: { positions: [BTC] } }, symbol: 'BTC' })).toBe('symbol');
    expect(asked({ state: { ledger: { positions: [BTC] } }, symbol: 'ETH' })).toBe('allowed');
  });

  it('an entry is denied in a symbol where an order of an earlier trade still rests', () => {
    const state = { orders: [stopOrder()] };
    expect(asked({ state, symbol: 'BTC' })).toBe('symbol');
    expect(asked({ state, symbol: 'ETH' })).toBe('allowed');
  });

  it('an entry is denied when the open collateral would exceed its cap, and allowed when it would reach it', () => {
    const state = { ledger: { positions: [BTC] } };
    expect(asked({ state, with: { maxOpenCollateralUsd: 60 } })).toBe('allowed');
    expect(asked({ state, with: { maxOpenCollateralUsd: 59.99 } })).toBe('collateral');
  });

  it('an entry is denied when the balance less the open collateral cannot pay for it', () => {
    const ledger = { positions: [BTC], dayStartBalanceUsd: usd(2000) };
    expect(asked({ state: { ledger: { ...ledger, balanceUsd: usd(60) } } })).toBe('allowed');
    expect(asked({ state: { ledger: { ...ledger, balanceUsd: usd(59.99999999) } } })).toBe('balance');
  });

  it('an entry is denied while the outbox is full', () => {
    expect(asked({ state: { outbox: { rows: rows(99), alerts: [] } } })).toBe('allowed');
    expect(asked({ state: { outbox: { rows: rows(100), alerts: [] } } })).toBe('outbox');
  });
});

describe('the hour', () => {
  const entries = (...times: string[]) => ({ ledger: { entryTimesMs: times.map((time) => at(time)) } });
  const two = { maxTradesPerHour: 2 };

  it('an hour denies an entry when it holds maxTradesPerHour entries', () => {
    expect(asked({ state: entries('11:30'), with: two })).toBe('allowed');
    expect(asked({ state: entries('11:30', '11:40'), with: two })).toBe('hour');
  });

  it('the hour counts an entry of 3,599.999 s ago, and not one of exactly 3,600 s ago', () => {
    expect(asked({ state: entries('11:00:00.001', '11:40'), with: two })).toBe('hour');
    expect(asked({ state: entries('11:00', '11:40'), with: two })).toBe('allowed');
  });

  it('the hour counts entries that are in flight', () => {
    const orders = [entryOrder({ status: 'unknown' })];
    expect(asked({ state: { ...entries('11:30'), orders }, with: two })).toBe('hour');
    const state = botState({ ...entries('10:30', '11:30'), orders });
    expect(entriesInLastHour(state, exposureOf(state, parameters()), NOON)).toBe(2);
  });
});

describe("the day's budget", () => {
  it("the day's budget denies what could lose more than is left, and allows what could lose exactly that", () => {
    const left = (units: number) => ({
      ledger: { realisedTodayUsd: usdFromUnits(units - usd(80)) },
    });
    expect(asked({ state: left(219_084_004) })).toBe('allowed');
    expect(asked({ state: left(219_084_003) })).toBe('budget');
  });

  it("the day's budget is the limit, plus the realised, less the worst of the open positions at their entry notional", () => {
    const open = [BTC, position({ tradeId: 2, symbol: 'SOL', quantity: 3.7, terms: { recoveryStopPct: 2 } })];
    const state = botState({ ledger: { positions: open, realisedTodayUsd: usd(-20) } });
    // SOL: notional 370, g = 1.02 × 1.00005 − 1 = 0.020051; 0.0005 × 2.020051 = 0.0010100255; funding 0.0001
    // 370 × 0.0211610255 = 7.829579435, rounded up
    const exposure = exposureOf(state, parameters());
    expect(exposure.worstUsd).toBe(usd(WORST + 7.82957944));
    expect(budgetBeyond(state.ledger, exposure.worstUsd, parameters())).toBe(
      usd(80 - 20 - WORST - 7.82957944),
    );
  });

  it("the day's budget follows the balance at midnight", () => {
    // 4 % of 50 is 2, less than a new position may lose; 4 % of 60 is 2.4
    expect(asked({ state: { ledger: { dayStartBalanceUsd: usd(50) } } })).toBe('budget');
    expect(asked({ state: { ledger: { dayStartBalanceUsd: usd(60) } } })).toBe('allowed');
  });

  it("the day's budget grows with what the day has earned", () => {
    const ledger = { dayStartBalanceUsd: usd(50), realisedTodayUsd: usd(0.2) };
    expect(asked({ state: { ledger } })).toBe('allowed');
  });

  it("the day's budget is asked for the worst of a new position at its planned notional", () => {
    expect(worstNewLoss(parameters())).toBe(usd(WORST));
    // 100 × 10 × 0.0025 = 2.5
    const free = { takerFeePct: 0, slippageBps: 0, fundingPct: 0 };
    expect(worstNewLoss(parameters({ ...free, collateralUsd: 100, leverage: 10 }))).toBe(usd(2.5));
  });
});

describe('an entry in flight', () => {
  it.each(['intended', 'unknown'] as const)('an entry in flight counts as open while it is %s', (status) => {
    const state = { orders: [entryOrder({ status })] };
    expect(asked({ state, with: { maxPositions: 1 } })).toBe('positions');
    expect(asked({ state, symbol: 'BTC' })).toBe('symbol');
    expect(asked({ state, with: { maxOpenCollateralUsd: 59.99 } })).toBe('collateral');
    expect(asked({ state, with: { maxTradesPerHour: 1 } })).toBe('hour');
    expect(asked({ state: { ...state, ledger: { balanceUsd: usd(59.99) } } })).toBe('balance');
    // 4 % of 100 is 4: enough for one worst of 2.19, not for two
    expect(asked({ state: { ...state, ledger: { dayStartBalanceUsd: usd(100) } } })).toBe('budget');
    expect(asked({ state: { ledger: { dayStartBalanceUsd: usd(100) } } })).toBe('allowed');
  });
});

describe('the order of the gates', () => {
  it('the order of the gates is the order of the strategy', () => {
    expect(everyDenial(DENIED_BY_ALL).join(' ')).toBe(
      'halted operator-paused stopped paused positions symbol collateral hour balance budget outbox',
    );
  });

  it('the order of the gates shows when all of them hold and they are lifted one by one', () => {
    let ledger: NonNullable<StateChanges>['ledger'] = {
      halted: { cause: 'all', sinceMs: NOON },
      operatorPausedSinceMs: NOON,
      stoppedAtMs: NOON,
      pausedUntilMs: NOON + 1,
      positions: [BTC],
      entryTimesMs: [NOON],
      balanceUsd: usd(59),
      realisedTodayUsd: usd(-80),
    };
    let outbox = { rows: rows(100), alerts: [] };
    let symbol = 'BTC';
    let set: Partial<BotParameters> = { maxPositions: 1, maxOpenCollateralUsd: 30, maxTradesPerHour: 1 };
    const lifts: readonly (readonly [code: string, lift: () => void])[] = [
      ['halted', () => (ledger = { ...ledger, halted: undefined })],
      ['operator-paused', () => (ledger = { ...ledger, operatorPausedSinceMs: undefined })],
      ['stopped', () => (ledger = { ...ledger, stoppedAtMs: undefined })],
      ['paused', () => (ledger = { ...ledger, pausedUntilMs: NOON })],
      ['positions', () => (set = { ...set, maxPositions: 2 })],
      ['symbol', () => (symbol = 'ETH')],
      ['collateral', () => (set = { ...set, maxOpenCollateralUsd: 60 })],
      ['hour', () => (set = { ...set, maxTradesPerHour: 2 })],
      ['balance', () => (ledger = { ...ledger, balanceUsd: usd(60) })],
      ['budget', () => (ledger = { ...ledger, realisedTodayUsd: usd(0) })],
      ['outbox', () => (outbox = { rows: [], alerts: [] })],
    ];
    for (const [code, lift] of lifts) {
      expect(asked({ state: { ledger, outbox }, with: set, symbol })).toBe(code);
      lift();
    }
    expect(asked({ state: { ledger, outbox }, with: set, symbol })).toBe('allowed');
  });
});
