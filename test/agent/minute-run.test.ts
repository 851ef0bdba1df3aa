/**
 * What does one invocation do when it waits for the turn of a minute, and something goes wrong before it?
 *
 * A bot without positions ticked at 12:00 last; the function is woken at some second of 12:01.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { runMinute } from '../../lambda/minute-run.ts';
import { nextDecisionMs, turnAhead } from '../../lambda/minute-turn.ts';
import type { Ports } from '../../lambda/ports.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { NOON } from '../harness/builders.ts';
import { boundStore, wrapPorts } from '../harness/port-wrapper.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { afterSignal, steady, watchingBot } from '../harness/watching-bot.ts';

const ONE_MS = NOON + MINUTE_MS;
const TWO_MS = NOON + 2 * MINUTE_MS;

interface WokenAt {
  readonly second: number;
  readonly alignSeconds?: number;
  readonly remainingSeconds?: number;
  readonly wrap?: (ports: Ports, nowMs: () => number) => Ports;
  /** Instead of time passing. */
  readonly sleep?: (pass: (durationMs: number) => Promise<boolean>, durationMs: number) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

async function woken({ second, alignSeconds = 15, remainingSeconds = 130, ...options }: WokenAt) {
  const { wrap = (ports) => ports, sleep = (pass, durationMs) => pass(durationMs) } = options;
  const { signal = new AbortController().signal } = options;
  const { market, ports, invoke } = watchingBot(afterSignal(steady(100.1, 0, 10)));
  market.advance();
  await invoke();
  const pass = (durationMs: number) => market.sleep(durationMs);
  await pass(ONE_MS + second * SECOND_MS - market.nowMs());
  let sleeps = 0;
  const read: number[] = [];
  const observed: number[] = [];
  const watched = wrapPorts(ports, ({ step }, effect) => {
    if (step === 'load') read.push(market.nowMs());
    if (step === 'observe') observed.push(market.nowMs());
    return effect();
  });
  const reports: TickReport[] = [];
  const failures: string[] = [];
  const startedMs = market.nowMs();
  const result = await runMinute(
    {
      bot: { id: BOT_ID, symbols: ['BTC'] },
      ports: wrap(watched, () => market.nowMs()),
      newInvocationId: () => `invocation ${reports.length}`,
      sleep: (durationMs) => {
        sleeps += 1;
        return sleep(pass, durationMs);
      },
      alignToMinuteSeconds: alignSeconds,
      onTick: (report) => reports.push(report),
    },
    {
      proposedMs: startedMs,
      startedMs,
      deadlineMs: startedMs + remainingSeconds * SECOND_MS,
      reserveMs: SECOND_MS,
      signal,
      onFailure: ({ message }) => failures.push(message),
    },
  ).then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.message : 'no error'),
  );
  const decided = reports.map(({ tickMs }) => (tickMs - NOON) / MINUTE_MS);
  return { result, decided, failures, sleeps, read, observed };
}

describe('a function that waits for the turn', () => {
  it('a function that waits for the turn makes up for a minute that nobody has decided, then decides the next', async () => {
    expect(await woken({ second: 50 })).toMatchObject({ result: 'done', decided: [1, 2], failures: [] });
  });

  it('a function that waits for the turn needs twenty seconds after it; with less it decides at once', async () => {
    expect((await woken({ second: 50, remainingSeconds: 30 })).decided).toEqual([1, 2]);
    expect((await woken({ second: 50, remainingSeconds: 29 })).decided).toEqual([1]);
  });

  it('a function that waits for the turn decides there, and fails afterwards, where its first tick has failed', async () => {
    const failing = (ports: Ports, nowMs: () => number): Ports => ({
      ...ports,
      parameterSource: {
        load: () => (nowMs() < TWO_MS ? Promise.reject(new Error('not now')) : ports.parameterSource.load()),
      },
    });
    expect(await woken({ second: 50, wrap: failing })).toMatchObject({
      result: 'not now',
      decided: [2],
      failures: ['not now'],
    });
  });

  it('a function that waits for the turn leaves the minute alone until its decision must have committed', async () => {
    const { read, decided } = await woken({ second: 2, alignSeconds: 60 });
    expect(read[0]).toBe(ONE_MS + 5 * SECOND_MS);
    expect(decided).toEqual([1, 2]);
  });

  it('a function that waits for the turn makes up for nothing in the last five seconds before it', async () => {
    const { read, decided } = await woken({ second: 56 });
    expect(read[0]).toBe(TWO_MS);
    expect(decided).toEqual([2]);
  });

  it('a function that waits for the turn leaves all to it where the item cannot be read before', async () => {
    const failing = (ports: Ports, nowMs: () => number): Ports => ({
      ...ports,
      store: {
        ...boundStore(ports),
        load: (botId) => (nowMs() < TWO_MS ? Promise.reject(new Error('not now')) : ports.store.load(botId)),
      },
    });
    expect(await woken({ second: 50, wrap: failing })).toMatchObject({
      result: 'done',
      decided: [2],
      failures: [],
    });
  });

  it('a function that waits for the turn does nothing more when it is given up meanwhile', async () => {
    const given = new AbortController();
    const { result, observed } = await woken({
      second: 56,
      signal: given.signal,
      sleep: () => {
        given.abort(new Error('given up'));
        return Promise.resolve(false);
      },
    });
    expect(result).toBe('given up');
    expect(observed).toEqual([]);
  });

  it('a function that waits for the turn does not wait for a clock that was set back', async () => {
    let backMs = 0;
    const { sleeps, decided } = await woken({
      second: 56,
      wrap: (ports, nowMs) => ({ ...ports, clock: { nowMs: () => nowMs() - backMs } }),
      sleep: async (pass, durationMs) => {
        backMs = 10 * SECOND_MS;
        return pass(durationMs);
      },
    });
    expect(sleeps).toBe(1);
    expect(decided).toEqual([1]);
  });
});

describe('the turn', () => {
  const at = (second: number) => NOON + second * SECOND_MS;

  it('the turn is waited for as long as the alignment says, and not longer', () => {
    expect(turnAhead(at(45), 15_000)).toEqual({ atMs: at(60), isOnTime: false });
    expect(turnAhead(at(44.999), 15_000)).toBeUndefined();
    expect(turnAhead(at(59.999), 0)).toBeUndefined();
    expect(turnAhead(at(0.5), 60_000)).toEqual({ atMs: at(60), isOnTime: true });
    expect(turnAhead(at(0.501), 60_000)?.isOnTime).toBe(false);
  });

  it('the turn of the next function is the one it waits for, or the second at which it is woken', () => {
    expect(nextDecisionMs(at(50), 15_000)).toBe(at(120));
    expect(nextDecisionMs(at(44), 15_000)).toBe(at(104));
    // Just after the turn it decides at once.
    expect(nextDecisionMs(at(0.3), 60_000)).toBe(at(60.3));
    expect(nextDecisionMs(at(0.6), 60_000)).toBe(at(120));
  });
});
