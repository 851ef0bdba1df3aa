/**
 * What is left of a tick that dies half-way, and does the next one make it good?
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { dayStartMs } from '../../lambda/core/units.ts';
import { everyCrash, type Crash } from '../harness/crash-points.ts';
import { SYMBOLS, trade, type Trading } from './crash-harness.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 200);

/** The longest tick of the market makes as many calls: the second death falls into this tick, or the next. */
const CALLS_OF_A_TICK = 12;

/** What happened to one symbol's trade, without the names of orders and the numbers of trades. */
function storyOf({ rows }: Trading, symbol: string): readonly object[] {
  const events = rows.map(({ event }) => event);
  const opened = events.find((event) => event.kind === 'opened' && event.position.symbol === symbol);
  const tradeId = opened?.kind === 'opened' ? opened.position.tradeId : undefined;
  return events.flatMap((event: LedgerEvent): object[] => {
    if (event.kind === 'opened') {
      const { position, decision } = event;
      return position.tradeId === tradeId ? [{ ...position, tradeId: 0, decision }] : [];
    }
    if (event.kind === 'closed')
      return event.trade.tradeId === tradeId ? [{ ...event.trade, tradeId: 0 }] : [];
    if (event.kind !== 'recovery' && event.kind !== 'funding') return [];
    return event.tradeId === tradeId ? [{ ...event, tradeId: 0 }] : [];
  });
}

describe('A tick that dies', () => {
  let undisturbed: Trading;
  let points: readonly Crash[] = [];
  beforeAll(async () => {
    undisturbed = await trade([], true);
    points = everyCrash(undisturbed.calls);
  });

  it('a tick that dies would have opened, waited, paid, paused and closed, had it lived', () => {
    const kinds = undisturbed.rows.map(({ event }) => event.kind);
    const trades = undisturbed.rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
    expect(trades.map(({ symbol, reason }) => `${symbol} ${reason}`)).toEqual([
      'BTC target',
      'ETH hard-stop',
      'SOL max-hold',
    ]);
    expect(kinds).toEqual(expect.arrayContaining(['recovery', 'funding', 'day-started', 'paused']));
  });

  it('a tick that dies anywhere, and is repeated, leaves every trade as it would have been, or never opened', async () => {
    for (const crash of points) {
      const disturbed = await trade([crash], true);
      for (const symbol of SYMBOLS) {
        const story = storyOf(disturbed, symbol);
        if (story.length === 0) expect(disturbed.crashMinutesMs).toContain(entryMsOf(undisturbed, symbol));
        else expect(story).toEqual(storyOf(undisturbed, symbol));
      }
    }
  });

  it('a tick that dies anywhere leaves the next minute to do what it did not, once', async () => {
    for (const crash of points) {
      const disturbed = await trade([crash], false);
      for (const symbol of SYMBOLS) {
        const [trades, meant] = [disturbed, undisturbed].map((one) => closesOf(one, symbol));
        if (trades!.length === 0) expect(disturbed.crashMinutesMs).toContain(entryMsOf(undisturbed, symbol));
        else expect(trades).toEqual(meant);
      }
    }
  });

  it('a tick that dies anywhere sends every alert, and again only if it died between sending and committing', async () => {
    const meant = undisturbed.alerts.map(({ kind }) => kind);
    for (const crash of points) {
      const { alerts, rows } = await trade([crash], true);
      // One for each pause, and the summary of the day that ends in this market.
      const told = rows.filter(({ event }) => event.kind === 'paused' || event.kind === 'day-started').length;
      expect(new Set(alerts.map(({ id }) => id)).size).toBe(told);
      expect(alerts.length - told).toBeLessThanOrEqual(1);
      expect(alerts.length).toBeLessThanOrEqual(meant.length + 1);
    }
  });

  it('a tick that dies and dies again at any of the next calls keeps the ledger sound', async () => {
    let pairs = 0;
    for (const first of points) {
      for (let later = 1; later <= CALLS_OF_A_TICK; later += 1) {
        const phase = (first.atCall + later) % 2 === 0 ? 'before' : 'after';
        await trade([first, { atCall: first.atCall + later, phase }], later % 3 === 0);
        pairs += 1;
      }
    }
    console.info(
      `crashes: ${points.length} points, each alone, and ${pairs} pairs of them; every audit passed`,
    );
    expect(pairs).toBe(points.length * CALLS_OF_A_TICK);
  });

  it('a tick that dies several times keeps the ledger sound', async () => {
    const crash = fc.record({
      atCall: fc.integer({ min: 0, max: 2 * undisturbed.calls }),
      phase: fc.constantFrom('before', 'after'),
    });
    const crashes = fc.array(crash, { minLength: 2, maxLength: 12 });
    const property = fc.asyncProperty(crashes, fc.boolean(), async (chosen, isRepeated) => {
      await trade(chosen, isRepeated);
    });
    await fc.assert(property, { numRuns: RUNS });
  });
});

function entryMsOf({ rows }: Trading, symbol: string): number | undefined {
  const opened = rows
    .map(({ event }) => event)
    .find((event) => event.kind === 'opened' && event.position.symbol === symbol);
  return opened?.atMs;
}

/** Side, quantity and reason of a symbol's trades, and the day they count on. */
function closesOf({ rows }: Trading, symbol: string): readonly object[] {
  return rows.flatMap(({ event }) => {
    if (event.kind !== 'closed' || event.trade.symbol !== symbol) return [];
    const { side, quantity, entryPrice, reason, exitTimeMs } = event.trade;
    return [{ side, quantity, entryPrice, reason, dayMs: dayStartMs(exitTimeMs) }];
  });
}
