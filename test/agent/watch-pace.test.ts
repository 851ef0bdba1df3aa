/**
 * Does the watch keep to what the exchange's limit leaves, and never at the cost of a position without a stop?
 *
 * It enters at 12:04, and its position stays open.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import type { Ports } from '../../lambda/ports.ts';
import { NOON } from '../harness/builders.ts';
import { bound } from '../harness/port-wrapper.ts';
import { afterSignal, steady, stepTimes, watchingBot } from '../harness/watching-bot.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const UNMOVED = afterSignal(steady(100.1, 0, 179));

/** A limit of which so much is left after the tick, and so much less after each reading of prices. */
function limited(left: number, ofStep: number): (ports: Ports) => Ports {
  return (ports) => {
    let now = left;
    return {
      ...ports,
      requests: { left: () => now },
      exchange: {
        ...bound(ports),
        observePrices: (...args) => {
          now -= ofStep;
          return ports.exchange.observePrices(...args);
        },
      },
    };
  };
}

async function secondsWatched(wrap: (ports: Ports) => Ports): Promise<readonly string[]> {
  const bot = watchingBot(UNMOVED, { wrap });
  await bot.run(ENTRY_MS + MINUTE_MS);
  return stepTimes(bot.reports).map((time) => time.slice(-2));
}

describe('a watch under a limit', () => {
  it.each([
    ['room for all', 100, ['10', '20', '30', '40', '50']],
    // After the first step 70 are left for four of 20; after the second 50 for the last two.
    ['room for one less', 90, ['10', '30', '40', '50']],
    ['room for three', 60, ['10', '30', '50']],
    ['room for two', 40, ['10', '50']],
    ['room for one', 20, ['10']],
    ['none', 0, []],
  ])('a watch under a limit with %s makes as many steps as fit', async (_, left, seconds) => {
    expect(await secondsWatched(limited(left, 20))).toEqual(seconds);
  });

  it('a watch under a limit that is not known is as without one', async () => {
    const seconds = await secondsWatched((ports) => ({ ...ports, requests: { left: () => undefined } }));
    expect(seconds).toEqual(['10', '20', '30', '40', '50']);
  });

  it.each([
    ['rests', 0],
    ['is unknown', 1],
  ])(
    'a watch under a limit that the entry has used up, while its take-profit %s',
    async (what, stepsAtLeast) => {
      const seconds = await secondsWatched((ports) => {
        let left = 100;
        return {
          ...ports,
          requests: { left: () => left },
          exchange: {
            ...bound(ports),
            send: (request, context) => {
              left = 0;
              const isUnknown = what === 'is unknown' && request.order.leg === 'take-profit';
              const outcome = { status: 'unknown', cause: 'timed out' } as const;
              return isUnknown
                ? Promise.resolve({ outcome, account: context.account })
                : ports.exchange.send(request, context);
            },
          },
        };
      });
      expect(Math.min(seconds.length, 1)).toBe(stepsAtLeast);
    },
  );
});

describe('a tick under a limit', () => {
  it('a tick under a limit that is used up opens nothing, and says why', async () => {
    const bot = watchingBot(UNMOVED, { wrap: (ports) => ({ ...ports, requests: { left: () => 0 } }) });
    await bot.run(ENTRY_MS + MINUTE_MS);
    expect(bot.reports.at(-1)).toMatchObject({ noEntry: 'request-limit', verdicts: [] });
  });
});
