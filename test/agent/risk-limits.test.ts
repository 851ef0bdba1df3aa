/**
 * Does the bot keep its limits: the caps on what is open, and what a day may lose?
 *
 * Both are counted from outside, from the rows and orders of whole replays and by the strategy page's formula. Without
 * gaps the day's limit holds to the last digit that rounding leaves; with them, but for what they cost.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import type { ClosedTrade } from '../../lambda/core/ledger/closed-trade.ts';
import { HOUR_MS, toDollars } from '../../lambda/core/units.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { replay, type Replayed } from '../harness/paper-bot.ts';
import { randomWalks, type RandomWalks } from '../harness/candle-rows.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { EAGER } from '../harness/builders.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 60);
const START_MS = Date.UTC(2025, 4, 5, 21);
/** Fees of both sides, gross and funding are each rounded against us, to 1e-8 dollars. */
const ROUNDING_USD = 5e-8;

const walks: fc.Arbitrary<RandomWalks> = fc.record({
  seed: fc.nat(),
  symbolCount: fc.integer({ min: 1, max: 3 }),
  minutes: fc.integer({ min: 30, max: 600 }),
  volatilityBps: fc.constantFrom(6, 25, 100),
  gapShare: fc.constantFrom(0, 0.05, 0.5),
  missingShare: fc.constantFrom(0, 0.02),
});

const parameters = fc
  .record({
    takerFeePct: fc.constantFrom(0, 0.05, 0.3),
    slippageBps: fc.constantFrom(0, 0.5, 20),
    fundingPct: fc.constantFrom(0, 0.01, -0.5),
    leverage: fc.constantFrom(20, 60),
    maxPositions: fc.integer({ min: 1, max: 3 }),
    maxTradesPerHour: fc.integer({ min: 2, max: 30 }),
    dailyLossUsd: fc.integer({ min: 3, max: 60 }),
    lossStreak: fc.integer({ min: 3, max: 30 }),
    maxOpenCollateralUsd: fc.constantFrom(30, 60, 100),
    startingBalanceUsd: fc.constantFrom(45, 2_000),
    dailyLossPct: fc.constantFrom(1, 50),
    maxHoldSeconds: fc.constantFrom(120, 1_800, 36_000),
  })
  .map((chosen) => parseParameters({ ...EAGER, momentumPct: 0.02, ...chosen }));

/** What a position of this notional loses at its hard stop, as the strategy page has it. */
function worstUsd(notionalUsd: number, inForce: BotParameters): number {
  const taker = inForce.takerFeePct / 100;
  const g = (1 + inForce.recoveryStopPct / 100) * (1 + inForce.slippageBps / 10_000) - 1;
  return notionalUsd * (g + taker * (2 + g) + Math.abs(inForce.fundingPct / 100));
}

/** What the rows of a bot say of its money, in dollars. */
class Books {
  private readonly inForce: BotParameters;
  readonly entryTimesMs: number[] = [];
  readonly atRiskUsd = new Map<number, number>();
  balanceUsd = 0;
  limitUsd = 0;
  realisedUsd = 0;
  /** What positions carried over midnight may lose: yesterday's budget paid for them. */
  carriedUsd = 0;
  /** What closes of the day lost beyond what was planned: gaps and slippage. */
  beyondPlanUsd = 0;

  constructor(inForce: BotParameters) {
    this.inForce = inForce;
  }

  get openAtRiskUsd(): number {
    return [...this.atRiskUsd.values()].reduce((sum, usd) => sum + usd, 0);
  }

  add(event: LedgerEvent): void {
    if (event.kind === 'started') this.balanceUsd = toDollars(event.balanceUsd);
    if (event.kind === 'started' || event.kind === 'day-started') this.startDay();
    if (event.kind === 'opened') {
      const { tradeId, entryPrice, quantity, decidedAtMs } = event.position;
      this.entryTimesMs.push(decidedAtMs);
      this.atRiskUsd.set(tradeId, worstUsd(entryPrice * quantity, this.inForce));
    }
    if (event.kind === 'closed') this.close(event.trade);
  }

  private startDay(): void {
    const { dailyLossUsd, dailyLossPct } = this.inForce;
    this.limitUsd = Math.min(dailyLossUsd, (dailyLossPct / 100) * this.balanceUsd);
    this.realisedUsd = 0;
    this.beyondPlanUsd = 0;
    this.carriedUsd = this.openAtRiskUsd;
  }

  private close({ tradeId, netUsd }: ClosedTrade): void {
    const net = toDollars(netUsd);
    this.balanceUsd += net;
    this.realisedUsd += net;
    this.beyondPlanUsd += Math.max(0, -net - this.atRiskUsd.get(tradeId)!);
    this.atRiskUsd.delete(tradeId);
  }
}

/** Replays a random walk; `onCommit` sees each commit, and what the one before left. */
async function run(
  walk: RandomWalks,
  inForce: BotParameters,
  onCommit: (next: BotState, held: BotState | undefined) => void = () => {},
): Promise<Replayed> {
  return replay(randomWalks(walk, START_MS), {
    parameters: inForce,
    wrap: (ports, store) =>
      wrapPorts(ports, async (call, effect) => {
        const { state: held } = await store.load(BOT_ID);
        const result = await effect();
        if (call.step === 'commit' && result === 'committed') onCommit(call.next, held);
        return result;
      }),
  });
}

describe('In every random walk', () => {
  it('no commit with a new entry exceeds a cap [invariant 2]', async () => {
    const property = fc.asyncProperty(walks, parameters, async (walk, inForce) => {
      const books = new Books(inForce);
      let rowsSeen = 0;
      await run(walk, inForce, (next, held) => {
        const fresh = next.outbox.rows.filter(({ sequence }) => sequence > rowsSeen);
        for (const { event } of fresh) books.add(event);
        rowsSeen = next.ledger.rowCount;
        const known = new Set(held?.orders.map(({ clientOrderId }) => clientOrderId));
        const entries = next.orders.filter(({ leg }) => leg === 'entry');
        if (entries.every(({ clientOrderId }) => known.has(clientOrderId))) return;
        const symbols = [...next.ledger.positions, ...entries].map(({ symbol }) => symbol);
        const recent = books.entryTimesMs.filter((timeMs) => next.tickMs! - timeMs < HOUR_MS);
        const planned = worstUsd(inForce.collateralUsd * inForce.leverage, inForce);
        const atRiskUsd = books.openAtRiskUsd + entries.length * planned;
        const collateralUsd = symbols.length * inForce.collateralUsd;
        expect(symbols.length).toBeLessThanOrEqual(inForce.maxPositions);
        expect(new Set(symbols).size).toBe(symbols.length);
        expect(collateralUsd).toBeLessThanOrEqual(Math.min(inForce.maxOpenCollateralUsd, books.balanceUsd));
        expect(recent.length + entries.length).toBeLessThanOrEqual(inForce.maxTradesPerHour);
        expect(atRiskUsd).toBeLessThanOrEqual(books.limitUsd + books.realisedUsd + 1e-7);
      });
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('a day loses no more than its limit, but for what gaps cost [invariant 7]', async () => {
    const property = fc.asyncProperty(walks, parameters, async (walk, inForce) => {
      const { rows } = await run(walk, inForce);
      const books = new Books(inForce);
      for (const { event } of rows) {
        books.add(event);
        const mayLoseUsd = Math.max(books.limitUsd, books.carriedUsd) + books.beyondPlanUsd;
        expect(-books.realisedUsd).toBeLessThanOrEqual(mayLoseUsd + rows.length * ROUNDING_USD);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

describe('In a random walk without gaps and funding', () => {
  it('without gaps and funding no trade loses more than planned, and so no day more than its limit [invariant 7]', async () => {
    const property = fc.asyncProperty(walks, parameters, async (walk, inForce) => {
      const calm = { ...inForce, fundingPct: 0 };
      const { rows } = await run({ ...walk, gapShare: 0, missingShare: 0 }, calm);
      const books = new Books(calm);
      for (const { event } of rows) {
        books.add(event);
        expect(books.beyondPlanUsd).toBeLessThanOrEqual(rows.length * ROUNDING_USD);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});
