/**
 * How late was it decided, and does every line, report and row say only what was measured?
 *
 * The bot enters at 12:04, on the candle that closed then, and its position stays open.
 */
import { expect, it } from 'vitest';
import type { Ports } from '../../lambda/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { NOON } from '../harness/builders.ts';
import { bound } from '../harness/port-wrapper.ts';
import { rowsIn } from '../harness/stored-bot.ts';
import { afterSignal, steady, watchingBot, type WatchOptions } from '../harness/watching-bot.ts';

const ENTRY_MS = NOON + 4 * MINUTE_MS;
const UNMOVED = afterSignal(steady(100.1, 0, 179));

/** A clock as people have it; the market's own is simulated. */
const measured = (ports: Ports): Ports => ({ ...ports, clock: { nowMs: () => ports.clock.nowMs() } });

async function untilWatched(options: WatchOptions) {
  const bot = watchingBot(UNMOVED, options);
  await bot.run(ENTRY_MS + MINUTE_MS);
  const rows = await rowsIn(bot.store);
  const opened = rows.flatMap(({ event }) => (event.kind === 'opened' ? [event] : []));
  return { ...bot, opened, ofMinute: bot.reports.filter(({ tickMs }) => tickMs >= ENTRY_MS) };
}

it('a tick decides so long after the close of its candle, a watch step so long after its time', async () => {
  const options = { wrap: measured, lateMs: 25 * SECOND_MS, oversleepMs: 300 };
  const { ofMinute, lines } = await untilWatched(options);
  const lags = ofMinute.map(({ kind, decisionLagMs }) => `${kind} ${decisionLagMs}`);
  const step = 'watch-step 300';
  expect(lags).toEqual(['tick 25000', step, step, step, step, step, step]);
  expect(lines.slice(-7, -3).map((line) => /"decisionLagSeconds":([\d.]+)/.exec(line)?.[1])).toEqual([
    '25',
    '0.3',
    '0.3',
    '0.3',
  ]);
});

it('the row of an entry says how long after the close of the candle the exchange accepted it', async () => {
  const { opened } = await untilWatched({
    lateMs: 25 * SECOND_MS,
    wrap: (ports) => {
      const { clock: market } = ports;
      const exchange = bound(ports);
      let wayMs = 0;
      return {
        ...ports,
        clock: { nowMs: () => market.nowMs() + wayMs },
        exchange: {
          ...exchange,
          send: async (...args) => {
            if (args[0].order.leg === 'entry') wayMs += 70;
            return exchange.send(...args);
          },
        },
      };
    },
  });
  expect(opened.map(({ decisionLagSeconds }) => decisionLagSeconds)).toEqual([25.07]);
});

it('a lag is unknown where time is simulated, and where the venue does not say when it accepted', async () => {
  const simulated = await untilWatched({});
  expect(simulated.opened).toHaveLength(1);
  expect(simulated.opened[0]).not.toHaveProperty('decisionLagSeconds');
  for (const report of simulated.reports) expect(report).not.toHaveProperty('decisionLagMs');
  for (const line of simulated.lines) expect(line).not.toContain('decisionLag');
  const { opened } = await untilWatched({
    wrap: (ports) => {
      const exchange = bound(ports);
      const send: Ports['exchange']['send'] = async (...args) => {
        const { account, ...reply } = await exchange.send(...args);
        const order = args[0].order;
        return order.leg === 'entry' ? { ...reply, account: undefined } : { ...reply, account };
      };
      return { ...measured(ports), exchange: { ...exchange, send } };
    },
  });
  expect(opened).toHaveLength(1);
  expect(opened[0]).not.toHaveProperty('decisionLagSeconds');
});

it('a tick that no symbol gives the candle of its minute has no lag: nothing was decided on one', async () => {
  const wrap = (ports: Ports): Ports => {
    const exchange = bound(ports);
    const observe: Ports['exchange']['observe'] = async (...args) =>
      (await exchange.observe(...args)).map((view) => ({ ...view, last: view.last - 1 }));
    return { ...measured(ports), exchange: { ...exchange, observe } };
  };
  const { reports } = await untilWatched({ wrap });
  expect(reports.length).toBeGreaterThan(3);
  for (const report of reports) expect(report).not.toHaveProperty('decisionLagMs');
});
