/**
 * What becomes of a trade when the store fails at one of its calls, or at all calls from one on for three minutes?
 *
 * Before: nothing was written. After: it was written, and nobody knows.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import { SYMBOL, calmHarness, nextMinute, settle, type LiveHarness } from './fault-harness.ts';
import { faultLine, faultTable } from './fault-table.ts';

const STORE_STEPS = ['load', 'commit', 'append', 'discard', 'publish'] as const;
const LASTS_MS = 3 * MINUTE_MS;

interface Failing {
  readonly nth: number;
  readonly phase: 'before' | 'after';
  readonly isLasting: boolean;
  /** The venue takes no stop for some seconds after the entry. */
  readonly isStopRefused?: boolean;
}

/** The trade, and the name of each call to the store and to the alerts' topic. */
async function trade(failing?: Failing) {
  const calls: string[] = [];
  let failsUntilMs = -Infinity;
  let isOver = false;
  const fails = (harness: LiveHarness): boolean => {
    if (failing === undefined || isOver) return false;
    if (calls.length === failing.nth) failsUntilMs = harness.venue.timeMs + LASTS_MS;
    return calls.length === failing.nth || (failing.isLasting && harness.venue.timeMs < failsUntilMs);
  };
  const harness: LiveHarness = await calmHarness({
    wire: failing?.isStopRefused === true ? 'socket' : 'direct',
    parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 },
    wrap: (ports) =>
      wrapPorts(ports, async ({ step }, effect) => {
        if (!STORE_STEPS.some((one) => one === step)) return effect();
        calls.push(step);
        // Who cannot read its item cannot know that a stop is missing.
        const isSpared = failing?.isStopRefused === true && step === 'load';
        if (!fails(harness) || isSpared) return effect();
        if (failing?.phase === 'after') await effect();
        throw new Error('the store is throttled');
      }),
  });
  if (failing?.isStopRefused === true) {
    harness.venue.fail({ order: 'stop', fault: { kind: 'refusal', code: -1008 }, nth: 1, times: 2 });
  }
  const minuteOf = async (movePct = 0) => {
    nextMinute(harness, { [SYMBOL]: movePct });
    await harness.watchedTick().catch(() => undefined);
  };
  const sinceMs = harness.venue.timeMs;
  await minuteOf(0.1);
  await minuteOf();
  const count = calls.length;
  for (let more = 0; more < 4; more += 1) await minuteOf();
  isOver = true;
  await settle(harness);
  return { harness, calls: calls.slice(0, count), sinceMs };
}

describe('A trade', () => {
  const table = faultTable('call to the store');

  it.each([
    { phase: 'before', isLasting: false, name: 'before its effect, once' },
    { phase: 'after', isLasting: false, name: 'after its effect, once' },
    { phase: 'before', isLasting: true, name: 'before its effect, as do all for three minutes' },
    { phase: 'after', isLasting: true, name: 'after its effect, as do all for three minutes' },
    {
      phase: 'before',
      isLasting: true,
      isStopRefused: true,
      name: 'before its effect, as do all that write for three minutes, and its stop is refused at first',
    },
  ] as const satisfies readonly (Omit<Failing, 'nth'> & { name: string })[])(
    'a trade of which any one call to the store fails $name, is protected and settled',
    async ({ name, ...failing }) => {
      const usual = await trade();
      expect(usual.harness.venue.books.longestUnprotectedMs()).toBeLessThan(SECOND_MS);
      expect(usual.calls.length).toBeGreaterThan(20);
      for (const [at, step] of usual.calls.entries()) {
        const what = `${at + 1} ${step}, ${name}`;
        await (async () => {
          const { harness, sinceMs } = await trade({ ...failing, nth: at + 1 });
          const line = await faultLine(harness, what, sinceMs);
          table.add(line);
          expect(harness.venue.books.duplicates()).toEqual([]);
          expect(line.sinceStopsAcceptedMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
          if (!('isStopRefused' in failing)) expect(line.withoutStopMs).toBeLessThanOrEqual(SECOND_MS);
          await harness.venue.close();
        })().catch((cause: unknown) => {
          throw new Error(what, { cause });
        });
      }
    },
  );
});
