/**
 * What does the real tick do with real orders while the exchange answers garbage?
 *
 * - Where nothing moves, nothing is entered, whatever is broken; nor is more than one healthy answer would justify.
 * - A position keeps its stop at the exchange, and no garbage sends an order that is not the bot's to send.
 * - Whatever a tick throws, every row of the ledger stays, and the next healthy ticks go on.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditLedger } from '../harness/ledger-audit.ts';
import { SYMBOL, calmHarness, enter, minute, nextMinute, stateOf } from '../live/fault-harness.ts';
import { LIVE_BOT, rowsOf } from '../live/live-harness.ts';
import { brokenLine, type BreakAnswer, type Harness } from './broken-venue.ts';
import { breaker } from './breakers.ts';
import { expectNamed, fuzz } from './fuzzing.ts';

const PUBLIC = /klines|ticker|depth|exchangeInfo|\/time$/;
const ALL = /./;

/** Which answers are broken, in which way, and how many minutes long. */
const garbage = fc.record({
  path: fc.constantFrom(
    /klines/,
    /ticker/,
    /account/,
    /openOrders/,
    /openAlgoOrders/,
    /userTrades/,
    /algoOrder/,
    /order$/,
    PUBLIC,
    ALL,
  ),
  way: breaker,
  minutes: fc.integer({ min: 1, max: 3 }),
});

type Garbage = typeof garbage extends fc.Arbitrary<infer Value> ? Value : never;

async function garbledHarness() {
  let breaks: BreakAnswer | undefined;
  const harness = await calmHarness({
    wire: 'direct',
    around: (send) => brokenLine(send, () => breaks),
  });
  const garble = ({ path, way }: Garbage) => {
    breaks = (asked, _method, answer) => (path.test(asked) ? way(answer) : undefined);
  };
  const heal = () => {
    breaks = undefined;
  };
  return { harness, garble, heal };
}

/** One minute, whose tick may fail with a named error. */
async function anyMinute(harness: Harness, movePct = 0): Promise<string> {
  nextMinute(harness, { [SYMBOL]: movePct });
  try {
    await harness.watchedTick();
    return 'ticked';
  } catch (error) {
    return expectNamed(error);
  }
}

/** The rows so far are still there, in order, and replay to the item's ledger. */
async function expectRowsKept(harness: Harness, before: Awaited<ReturnType<typeof rowsOf>>): Promise<void> {
  const { rows } = await auditLedger(harness.store, LIVE_BOT);
  expect(rows.slice(0, before.length)).toEqual(before);
}

const entriesOf = ({ venue }: Harness) =>
  venue.requests.filter(({ method, order }) => method === 'POST' && order === 'entry');

/** Positions for which no stop rests at the exchange. */
function unprotectedIn({ venue }: Harness): readonly string[] {
  const stopped = new Set(venue.books.openAlgos.map(({ symbol }) => symbol));
  return venue.books.positions.map(({ symbol }) => symbol).filter((symbol) => !stopped.has(symbol));
}

describe('Ticks on garbage', () => {
  it('ticks on garbage enter nothing where nothing moves, and trade again when it is over [invariant 8]', async () => {
    const verdicts = await fuzz({
      target: 'ticks on garbage: flat',
      input: garbage,
      runs: 8,
      slowness: 50,
      meets: async (drawn) => {
        const { harness, garble, heal } = await garbledHarness();
        await minute(harness);
        const before = await rowsOf(harness);
        garble(drawn);
        let verdict = '';
        for (let k = 0; k < drawn.minutes; k += 1) verdict = await anyMinute(harness);
        heal();
        expect(entriesOf(harness)).toEqual([]);
        await expectRowsKept(harness, before);
        for (let k = 0; k < 3; k += 1) await minute(harness);
        expect(entriesOf(harness)).toEqual([]);
        const { ledger } = await stateOf(harness);
        // A wallet that was told twice, or an order that is not the bot's, is for a person to look at.
        if (ledger.halted !== undefined) return 'halted';
        await enter(harness);
        expect(harness.venue.books.positions).toHaveLength(1);
        return verdict;
      },
    });
    expect(verdicts.get('ticked')).toBeGreaterThan(0);
  });

  it('ticks on garbage at a signal enter no more than a healthy answer justifies [invariant 8]', async () => {
    await fuzz({
      target: 'ticks on garbage: at a signal',
      input: garbage,
      runs: 8,
      slowness: 50,
      meets: async (drawn) => {
        const { harness, garble, heal } = await garbledHarness();
        await minute(harness);
        const before = await rowsOf(harness);
        garble(drawn);
        const verdict = await anyMinute(harness, 0.1);
        heal();
        const entries = entriesOf(harness);
        expect(entries.length).toBeLessThanOrEqual(1);
        for (const { params, symbol } of entries) {
          const asked = new URLSearchParams(params);
          expect([symbol, asked.get('side')]).toEqual([SYMBOL, 'BUY']);
          const notionalUsd = Number(asked.get('quantity')) * harness.prices.get(SYMBOL)!;
          const { collateralUsd, leverage } = harness.parameters;
          expect(notionalUsd).toBeLessThanOrEqual(collateralUsd * leverage * 1.01);
        }
        await expectRowsKept(harness, before);
        await anyMinute(harness);
        await minute(harness);
        expect(unprotectedIn(harness)).toEqual([]);
        return entries.length === 0 ? verdict : 'entered';
      },
    });
  });

  it('ticks on garbage leave a position its stop, and manage it when it is over [invariant 3]', async () => {
    await fuzz({
      target: 'ticks on garbage: with a position',
      input: garbage,
      runs: 8,
      slowness: 50,
      meets: async (drawn) => {
        const { harness, garble, heal } = await garbledHarness();
        await enter(harness);
        expect(harness.venue.books.positions).toHaveLength(1);
        const before = await rowsOf(harness);
        garble(drawn);
        let verdict = '';
        for (let k = 0; k < drawn.minutes; k += 1) {
          verdict = await anyMinute(harness);
          expect(unprotectedIn(harness)).toEqual([]);
        }
        heal();
        await expectRowsKept(harness, before);
        for (let k = 0; k < 5; k += 1) await minute(harness);
        expect(entriesOf(harness)).toHaveLength(1);
        await expectRowsKept(harness, before);
        const { ledger } = await stateOf(harness);
        if (ledger.halted === undefined) expect(harness.venue.books.positions).toEqual([]);
        return ledger.halted === undefined ? verdict : 'halted';
      },
    });
  });
});
