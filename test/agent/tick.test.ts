/**
 * What does one tick do: with its ports, with its time, with parameters and symbols that change?
 *
 * Markets are told by their closes; each minute opens where the one before closed. The signal is the last minute's
 * move alone: 100 → 100.1 is one, and is entered when the next minute opens.
 */
import { describe, expect, it } from 'vitest';
import type { Ports } from '../../lambda/ports.ts';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../harness/stored-bot.ts';
import { wrapPorts, type Call } from '../harness/port-wrapper.ts';
import { NOON } from '../harness/builders.ts';
import { ONE_SIGNAL, arrive, beforeTheEntry, eager, type PaperBot } from './tick-harness.ts';

const FLAT = ONE_SIGNAL.map(() => 50);

/** A tick now, and at every minute that is left. */
async function onward(
  { market, tick }: PaperBot,
  changes: Parameters<PaperBot['tick']>[0] = {},
): Promise<void> {
  do await tick(changes);
  while (market.advance());
}

function noting(ports: Ports, steps: Call['step'][]): Ports {
  return wrapPorts(ports, (call, effect) => {
    steps.push(call.step);
    return effect();
  });
}

/** Another invocation's commit, which changes nothing but the version. */
async function overtake({ store }: PaperBot, minutesLater = 0): Promise<void> {
  const state = await stateIn(store);
  const next = { ...state, version: state.version + 1, tickMs: state.tickMs! + minutesLater * MINUTE_MS };
  await store.commit(next, state.version);
}

describe('A tick', () => {
  it('a tick with nothing to do loads once, commits once and appends nothing', async () => {
    const bot = paperBot([closing('BTC', FLAT)]);
    await arrive(bot, 2);
    const steps: Call['step'][] = [];
    await bot.tick({ ports: noting(bot.ports, steps) });
    expect(steps.toSorted()).toEqual(['commit', 'load', 'observe']);
  });

  it('a tick that enters commits the intent, sends, and commits what became of it, round by round', async () => {
    const bot = await beforeTheEntry();
    const steps: Call['step'][] = [];
    const { commits } = await bot.tick({ ports: noting(bot.ports, steps) });
    // Entry; opened row, stop and take-profit; outcome.
    expect(steps.slice(2)).toEqual(['commit', 'send', 'commit', 'append', 'send', 'commit']);
    expect(commits).toBe(3);
  });

  it('a tick that loses its first commit to its own minute sends nothing and does not try again [invariant 1]', async () => {
    const bot = await beforeTheEntry();
    const steps: Call['step'][] = [];
    const losing = wrapPorts(noting(bot.ports, steps), async (call, effect) => {
      if (call.step === 'commit') await overtake(bot, 1);
      return effect();
    });
    const report = await bot.tick({ ports: losing });
    expect(report).toMatchObject({ status: 'lost-race', commits: 0, lostRaces: 1, rows: [] });
    expect(steps.toSorted()).toEqual(['commit', 'load', 'load', 'observe']);
  });

  it('a tick that loses its first commit to an older minute reloads once, and does its work', async () => {
    const bot = await beforeTheEntry();
    const steps: Call['step'][] = [];
    let overtaken = false;
    const losing = wrapPorts(noting(bot.ports, steps), async (call, effect) => {
      if (call.step === 'commit' && !overtaken) await overtake(bot);
      overtaken ||= call.step === 'commit';
      return effect();
    });
    const report = await bot.tick({ ports: losing });
    expect(report).toMatchObject({ status: 'committed', lostRaces: 1 });
    expect(steps.filter((step) => step === 'load')).toHaveLength(3);
    expect((await stateIn(bot.store)).ledger.positions).toHaveLength(1);
    expect((await rowsIn(bot.store)).filter(({ event }) => event.kind === 'opened')).toHaveLength(1);
  });

  it('a tick that loses twice to older minutes gives up, with nothing sent [invariant 1]', async () => {
    const bot = await beforeTheEntry();
    const steps: Call['step'][] = [];
    const losing = wrapPorts(noting(bot.ports, steps), async (call, effect) => {
      if (call.step === 'commit') await overtake(bot);
      return effect();
    });
    expect(await bot.tick({ ports: losing })).toMatchObject({
      status: 'lost-race',
      commits: 0,
      lostRaces: 2,
    });
    expect(steps.filter((step) => step === 'commit')).toHaveLength(2);
    expect(steps).not.toContain('send');
  });

  it('a tick that is overtaken after it has sent stops, sends no more and writes no more', async () => {
    const bot = await beforeTheEntry();
    const steps: Call['step'][] = [];
    const losing = wrapPorts(noting(bot.ports, steps), async (call, effect) => {
      const result = await effect();
      if (call.step === 'send') await overtake(bot);
      return result;
    });
    expect(await bot.tick({ ports: losing })).toMatchObject({ status: 'lost-race', commits: 1 });
    expect(steps.slice(2)).toEqual(['commit', 'send', 'commit']);
  });

  it('a tick at a minute that was committed before manages exits, and opens nothing', async () => {
    const bot = paperBot(
      [closing('BTC', ONE_SIGNAL), closing('ETH', [50, 50, 50, 50, 50, 50, 50, 50.1, 50.1, 50.1])],
      {
        parameters: eager(),
      },
    );
    await arrive(bot, 8);
    await overtake(bot, 1);
    // BTC has been held for 300 s, and ETH has a signal.
    const report = await bot.tick();
    expect(report).toMatchObject({ status: 'committed', noEntry: 'repeated-tick', verdicts: [] });
    expect(report.rows.map(({ event }) => event.kind)).toEqual(['closed']);
    expect(report.state.ledger.positions).toEqual([]);
  });

  it.each([
    [10, undefined, 1],
    [10.001, 'late-tick', 0],
  ] as const)(
    'the reason for no entry %s s after the signal is %s, where 10 s are allowed [invariant 8]',
    async (lateSeconds, noEntry, opened) => {
      const bot = paperBot([closing('BTC', ONE_SIGNAL)], { parameters: eager({ maxSignalAgeSeconds: 10 }) });
      await arrive(bot, 3);
      const clock = { nowMs: () => bot.market.nowMs() + lateSeconds * SECOND_MS };
      const report = await bot.tick({ ports: { ...bot.ports, clock } });
      expect(report.noEntry).toBe(noEntry);
      expect(report.state.ledger.positions).toHaveLength(opened);
    },
  );

  it('a tick that is late still leaves what is old enough', async () => {
    const bot = paperBot([closing('BTC', ONE_SIGNAL)], { parameters: eager({ maxSignalAgeSeconds: 10 }) });
    await arrive(bot, 8);
    const clock = { nowMs: () => bot.market.nowMs() + 30 * SECOND_MS };
    const report = await bot.tick({ ports: { ...bot.ports, clock } });
    expect(report.rows.map(({ event }) => event.kind)).toEqual(['closed']);
  });

  it('a tick manages a position in a symbol that is not its any more, and does not enter it again', async () => {
    const again = [100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.2, 100.2, 100.2];
    const bot = paperBot([closing('BTC', again), closing('ETH', FLAT)], { parameters: eager() });
    await arrive(bot, 4);
    await onward(bot, { symbols: ['ETH'] });
    const events = (await rowsIn(bot.store)).map(({ event }) => event);
    const closed = events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
    expect(closed).toMatchObject([{ symbol: 'BTC', exitTimeMs: NOON + 8 * MINUTE_MS, reason: 'max-hold' }]);
    expect(events.filter(({ kind }) => kind === 'opened')).toHaveLength(1);
  });

  it('a tick uses changed parameters for new positions only', async () => {
    const twoSignals = [
      100, 100, 100.1, 100.1, 100.1, 100.1, 100.1, 100.1, 100.2, 100.2, 100.2, 100.2, 100.2,
    ];
    const bot = paperBot([closing('BTC', twoSignals)], { parameters: eager() });
    await arrive(bot, 4);
    const changed = eager({ maxHoldSeconds: 120, collateralUsd: 60 });
    const ports = {
      ...bot.ports,
      parameterSource: { load: () => Promise.resolve({ status: 'valid', parameters: changed } as const) },
    };
    await onward(bot, { ports });
    const trades = (await rowsIn(bot.store)).flatMap(({ event }) =>
      event.kind === 'closed' ? [event.trade] : [],
    );
    expect(trades.map((trade) => (trade.exitTimeMs - trade.entryTimeMs) / MINUTE_MS)).toEqual([5, 2]);
    expect(trades.map((trade) => Math.round(trade.quantity * trade.entryPrice))).toEqual([600, 1200]);
  });
});
