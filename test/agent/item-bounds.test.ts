/**
 * Does the bot's item stay below 32 KB, whatever happens together?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { haltName } from '../../lambda/core/control/halt.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import type { ParameterReading, Ports } from '../../lambda/ports.ts';
import { NOON } from '../harness/builders.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { BOT_ID, commandOf, stateIn } from '../harness/stored-bot.ts';
import { BASE, ITEM_BYTES, itemBytes, largeDocument } from './item-size-harness.ts';

interface Faults {
  readonly seed: number;
  readonly volatilityBps: number;
  /** Minutes of each hour in which it is so. */
  readonly undelivered: number;
  readonly topicAway: number;
  readonly commands: number;
  readonly documents: 'kept' | 'changed' | 'refused' | 'both';
}

const MINUTES = 90;

function reading(documents: Faults['documents'], minute: number): ParameterReading {
  const isRefused = documents === 'refused' || (documents === 'both' && minute % 2 === 0);
  // A bot begins with valid parameters only.
  if (isRefused && minute > 0) return { status: 'refused', violations: largeDocument(minute) };
  const changed = {
    ...BASE,
    pauseMinutes: minute % 5,
    momentumPct: 0.02 + minute / 1e6,
    dailyLossUsd: 900.123456 + minute,
  };
  return { status: 'valid', parameters: parseParameters(documents === 'kept' ? BASE : changed) };
}

/** The largest item of a run in which all of this happens. */
async function largestItem(faults: Faults): Promise<{ readonly bytes: number; readonly state: BotState }> {
  const { seed, volatilityBps, documents } = faults;
  const walks = { seed, symbolCount: 14, minutes: MINUTES, volatilityBps, gapShare: 0.2, missingShare: 0.02 };
  const market = randomWalks(walks, NOON).map(({ symbol, candles }) => ({
    symbol: `${symbol.padStart(16, 'LONGNAME')}/USDT:USDT`,
    candles,
  }));
  let largest = 0;
  let minute = 0;
  const faulty = (ports: Ports): Ports => ({
    ...wrapPorts(ports, (call, effect) => {
      if (call.step === 'append' && minute % 60 < faults.undelivered)
        return Promise.reject(new Error('no rows'));
      if (call.step === 'publish' && minute % 60 < faults.topicAway)
        return Promise.reject(new Error('no topic'));
      if (call.step === 'commit') largest = Math.max(largest, itemBytes(call.next));
      return effect();
    }),
    parameterSource: { load: () => Promise.resolve(reading(documents, minute)) },
  });
  const bot = paperBot(market, { parameters: parseParameters(BASE), wrap: faulty });
  while (bot.market.advance()) {
    minute = (bot.market.nowMs() - NOON) / MINUTE_MS;
    const { halted } = (await bot.store.load(BOT_ID)).state?.ledger ?? {};
    const halt = halted && { halt: haltName(halted) };
    for (let k = 0; k < faults.commands; k += 1) {
      const id = `${String(minute).padStart(4, '0')}-${k}`.padEnd(100, 'x');
      const kind = (['resume', 'resume', 'resume', 'pause', 'flatten'] as const)[minute % 5]!;
      const words = { issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
      await bot.store.issue(BOT_ID, commandOf(id, { kind, accept: true, ...halt, ...words }));
    }
    await bot.tick().catch(() => undefined);
  }
  return { bytes: largest, state: await stateIn(bot.store) };
}

const faults: fc.Arbitrary<Faults> = fc.record({
  seed: fc.nat(),
  volatilityBps: fc.constantFrom(3, 10, 30, 80),
  undelivered: fc.constantFrom(0, 30, 60),
  topicAway: fc.constantFrom(0, 60),
  commands: fc.constantFrom(0, 1, 20),
  documents: fc.constantFrom('kept', 'changed', 'refused', 'both'),
});

describe('The item', () => {
  it('the item stays below 32 KB while rows and alerts cannot be delivered, whatever is traded, written and commanded', async () => {
    const property = fc.asyncProperty(faults, async (drawn) => {
      const { bytes, state } = await largestItem(drawn);
      expect(bytes).toBeLessThan(ITEM_BYTES);
      if (drawn.undelivered === 60) expect(state.outbox.rows.length).toBeGreaterThan(0);
    });
    await fc.assert(property, { numRuns: 10 });
  });
});
