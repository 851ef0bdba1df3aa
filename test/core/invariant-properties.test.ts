/**
 * Does every commit of the bot keep what the architecture promises, whatever the market does?
 *
 * Each invariant is watched from outside, over whole replays of random walks: at each commit, at each request sent
 * and after each tick. The limits have a test of their own, beside the agent's.
 */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { evolve, replay as replayRows } from '../../lambda/core/ledger/ledger.ts';
import { initialLedger } from '../../lambda/core/ledger/ledger-state.ts';
import type { Order, Request } from '../../lambda/core/order.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { replay, type Replayed } from '../harness/paper-bot.ts';
import { randomWalks, type RandomWalks } from '../harness/candle-rows.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 40);
const START_MS = Date.UTC(2025, 4, 5, 22, 30);

const walks: fc.Arbitrary<RandomWalks> = fc.record({
  seed: fc.nat(),
  symbolCount: fc.integer({ min: 1, max: 3 }),
  minutes: fc.integer({ min: 30, max: 600 }),
  volatilityBps: fc.constantFrom(2, 6, 25, 100),
  gapShare: fc.constantFrom(0, 0.05, 0.5),
  missingShare: fc.constantFrom(0, 0.02),
});

const EAGER = {
  momentumCandles: 1,
  momentumPct: 0.02,
  volumeLookback: 2,
  volumeRatio: 0,
  volatilityCandles: 2,
  volatilityPct: 0,
  dailyLossPct: 50,
};

const parameters = fc
  .record({
    takerFeePct: fc.constantFrom(-0.01, 0, 0.05, 0.3),
    slippageBps: fc.constantFrom(0, 0.5, 20),
    fundingPct: fc.constantFrom(0, 0.01, -0.5),
    leverage: fc.constantFrom(20, 60),
    maxPositions: fc.integer({ min: 1, max: 3 }),
    maxTradesPerHour: fc.integer({ min: 2, max: 30 }),
    dailyLossUsd: fc.integer({ min: 3, max: 100 }),
    lossStreak: fc.integer({ min: 1, max: 5 }),
    pauseMinutes: fc.constantFrom(0, 5, 60),
    maxOpenCollateralUsd: fc.constantFrom(30, 60, 100),
    startingBalanceUsd: fc.constantFrom(45, 2_000),
    maxHoldSeconds: fc.constantFrom(120, 300, 1_800),
    breakeven: fc.constantFrom('net', 'gross'),
  })
  .map((chosen) => parseParameters({ ...EAGER, ...chosen }));

/** Watches one run, and expects what it is about. */
interface Watch {
  readonly onCommit?: (next: BotState, held: BotState | undefined) => void;
  readonly onSend?: (request: Request, held: BotState | undefined) => void;
  readonly afterTurn?: (state: BotState) => void;
  readonly atEnd?: (replayed: Replayed) => void;
}

async function run(walk: RandomWalks, inForce: BotParameters, watch: Watch): Promise<Replayed> {
  const replayed = await replay(randomWalks(walk, START_MS), {
    parameters: inForce,
    wrap: (ports, store) =>
      wrapPorts(ports, async (call, effect) => {
        const { state: held } = await store.load(BOT_ID);
        if (call.step === 'send') watch.onSend?.(call.request, held);
        const result = await effect();
        if (call.step === 'commit' && result === 'committed') watch.onCommit?.(call.next, held);
        return result;
      }),
    onTick: ({ state }) => watch.afterTurn?.(state),
  });
  watch.atEnd?.(replayed);
  return replayed;
}

/** The events that each commit adds. */
function additions(): (next: BotState) => readonly LedgerEvent[] {
  let seen = 0;
  return ({ outbox }) => {
    const fresh = outbox.rows.filter(({ sequence }) => sequence > seen);
    seen = fresh.at(-1)?.sequence ?? seen;
    return fresh.map(({ event }) => event);
  };
}

function versionsFollow(): Watch {
  return { onCommit: (next, held) => expect(next.version).toBe((held?.version ?? 0) + 1) };
}

function rowsAreTheLedger(): Watch {
  let ledger = initialLedger(1);
  return {
    onCommit({ outbox, ledger: committed }) {
      for (const { sequence, event } of outbox.rows) {
        if (sequence <= ledger.rowCount) continue;
        expect(sequence).toBe(ledger.rowCount + 1);
        ledger = evolve(ledger, event);
      }
      expect(isDeepStrictEqual(ledger, committed)).toBe(true);
    },
    atEnd: ({ rows, state }) => expect(replayRows(1, rows)).toEqual(state.ledger),
  };
}

function balanceIsTheSum(): Watch {
  const added = additions();
  let units = 0;
  return {
    onCommit(next) {
      for (const event of added(next)) {
        if (event.kind === 'started') units += event.balanceUsd;
        if (event.kind === 'closed') units += event.trade.netUsd;
      }
      expect(next.ledger.balanceUsd).toBe(units);
    },
  };
}

function fillsAreBookedOnce(): Watch {
  const added = additions();
  const booked = new Set<string>();
  return {
    onCommit(next) {
      for (const event of added(next)) {
        if (event.kind !== 'opened' && event.kind !== 'closed') continue;
        for (const { clientOrderId } of event.fills) {
          expect(booked).not.toContain(clientOrderId);
          booked.add(clientOrderId);
        }
      }
    },
  };
}

function tradesAddUp(_: RandomWalks, { collateralUsd }: BotParameters): Watch {
  return {
    atEnd({ rows }) {
      for (const { event } of rows) {
        if (event.kind !== 'closed') continue;
        const { grossUsd, feesUsd, fundingUsd, netUsd, reason } = event.trade;
        expect(netUsd).toBe(grossUsd - feesUsd - fundingUsd);
        if (reason === 'liquidated') expect(toDollars(netUsd)).toBe(-collateralUsd);
        else expect(toDollars(netUsd)).toBeGreaterThanOrEqual(-collateralUsd);
      }
    },
  };
}

function idsAreNew(): Watch {
  const used = new Map<string, string>();
  const identityOf = ({ leg, tradeId, quantity, side }: Order) =>
    `${leg} ${side} ${quantity} of trade ${tradeId}`;
  return {
    onCommit({ orders }, held) {
      const before = new Set(held?.orders.map(({ clientOrderId }) => clientOrderId));
      for (const order of orders) {
        const { clientOrderId } = order;
        if (!before.has(clientOrderId)) expect([...used.keys()]).not.toContain(clientOrderId);
        expect(used.get(clientOrderId) ?? identityOf(order)).toBe(identityOf(order));
        used.set(clientOrderId, identityOf(order));
      }
    },
  };
}

function intentsAreCommitted(): Watch {
  const placed = new Set<string>();
  return {
    onSend({ kind, order: { clientOrderId } }, held) {
      const committed = held?.orders.find((order) => order.clientOrderId === clientOrderId);
      expect(committed?.status).toBe(kind === 'place' ? 'intended' : 'resting');
      if (kind === 'cancel') return;
      expect(placed).not.toContain(clientOrderId);
      placed.add(clientOrderId);
    },
  };
}

function positionsAreProtected(): Watch {
  return {
    afterTurn({ ledger, orders, account }) {
      const held = account!.positions.map(({ symbol }) => symbol);
      expect(held.toSorted()).toEqual(ledger.positions.map(({ symbol }) => symbol).toSorted());
      for (const { tradeId, symbol, quantity, stopPrice } of ledger.positions) {
        const stop = { tradeId, symbol, quantity, leg: 'stop', price: stopPrice };
        expect(account!.orders).toContainEqual(expect.objectContaining(stop));
        expect(orders).toContainEqual(expect.objectContaining({ ...stop, status: 'resting' }));
      }
    },
  };
}

describe('In every random walk', () => {
  it.each([
    ['the version grows by one with each commit [invariant 1]', versionsFollow],
    ['the rows have no gap, and at every commit they add up to the ledger', rowsAreTheLedger],
    [
      'at every commit the balance is the first one and the net of each closed trade [invariant 4]',
      balanceIsTheSum,
    ],
    ['each fill is booked once [invariant 4]', fillsAreBookedOnce],
    ['a net is gross less fees and funding, and never a loss beyond the collateral', tradesAddUp],
    ['a client order id is used for one order, once [invariant 5]', idsAreNew],
    ['nothing is sent but what the last commit holds, and no order twice [invariant 5]', intentsAreCommitted],
    [
      'after each tick every open position has its hard stop resting at the venue [invariant 3]',
      positionsAreProtected,
    ],
  ] as const)('%s', async (_, watcher) => {
    const property = fc.asyncProperty(walks, parameters, async (walk, inForce) => {
      await run(walk, inForce, watcher(walk, inForce));
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('the random walks are not quiet: much happens in them', async () => {
    const seen = new Set<string>();
    for (const [walk, inForce] of fc.sample(fc.tuple(walks, parameters), { seed: 1, numRuns: 40 })) {
      const { exits, denied, rows } = await run(walk, inForce, {});
      for (const { event } of rows) seen.add(event.kind);
      for (const code of [...Object.keys(exits), ...Object.keys(denied)]) seen.add(code);
    }
    const reasons = ['target', 'hard-stop', 'max-hold', 'recovered', 'quick-exit', 'liquidated'];
    const codes = ['stopped', 'paused', 'positions', 'symbol', 'collateral', 'hour', 'balance', 'budget'];
    const kinds = ['day-started', 'recovery', 'funding', 'denials'];
    expect([...seen]).toEqual(expect.arrayContaining([...reasons, ...codes, ...kinds]));
  });
});
