/**
 * Does a run on paper go through the whole market, tell everything that happened, and end cleanly when interrupted?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseMarket, type ChosenMarket } from '../../infra/market/market-source.ts';
import { runOnPaper } from '../../infra/local/paper-run.ts';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { EMPTY_OUTBOX, type BotState } from '../../lambda/core/bot-state.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { MINUTE_MS, minus, plus, usd } from '../../lambda/core/units.ts';
import { minute } from '../harness/candle-writing.ts';
import { TIGHT, quietMarket, run, type Run } from './paper-run-harness.ts';

/** Interrupted during the tick of that number, from 1. */
async function interruptedAt(market: ChosenMarket, last: number, store = new MemoryLedger()): Promise<Run> {
  const controller = new AbortController();
  let count = 0;
  const onTick = () => {
    count += 1;
    if (count === last) controller.abort();
  };
  return run(market, { signal: controller.signal, onTick, store });
}

function deniedVerdicts(reports: readonly TickReport[]): Record<string, number> {
  const verdicts = reports.flatMap((report) => report.verdicts);
  const codes = verdicts.flatMap((verdict) => (verdict.kind === 'denied' ? [verdict.code] : []));
  const counts = DENIAL_CODES.map((code) => [code, codes.filter((one) => one === code).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

function closedTrades(reports: readonly TickReport[]) {
  const events = reports.flatMap(({ rows }) => rows.map(({ event }) => event));
  return events.flatMap((event) => (event.kind === 'closed' ? [event.trade] : []));
}

/** All but the rows that were delivered already. */
function remembered(state: BotState): BotState {
  return { ...state, outbox: EMPTY_OUTBOX };
}

let market: ChosenMarket;
let whole: Run;

beforeAll(async () => {
  market = await chooseMarket({ days: 2, seed: 3 });
  whole = await run(market);
});

describe('a whole run', () => {
  it('a whole run goes through every minute of the market and the close of the last', () => {
    const { reports, result } = whole;
    const opens = market.symbols.flatMap(({ candles }) => [
      ...candles.openTimeMs.subarray(0, candles.length),
    ]);
    const minutes = [...new Set(opens)].sort((left, right) => left - right);
    expect(reports.map(({ tickMs }) => tickMs)).toEqual([...minutes, minutes.at(-1)! + MINUTE_MS]);
    expect(result.toMs).toBe(market.toMs);
    expect(result.isInterrupted).toBe(false);
  });

  it('a whole run reports every trade that its ticks closed, in their order, and the balance that they leave', () => {
    const { reports, result } = whole;
    expect(result.trades.length).toBeGreaterThan(10);
    expect(result.trades).toEqual(closedTrades(reports));
    const earned = result.trades.reduce((total, { netUsd }) => plus(total, netUsd), usd(0));
    expect(minus(result.state.ledger.balanceUsd, earned)).toBe(usd(2000));
    expect(remembered(result.state)).toEqual(remembered(reports.at(-1)!.state));
    expect(result.parameters).toEqual(TIGHT);
  });

  it('a whole run counts every denied entry once, hour by hour', () => {
    const { reports, result } = whole;
    const counted = deniedVerdicts(reports);
    expect(Object.keys(counted).length).toBeGreaterThan(4);
    expect(result.denied).toEqual(counted);
    const hours = reports.flatMap(({ rows }) => rows.filter(({ event }) => event.kind === 'denials'));
    expect(hours.length).toBeGreaterThan(20);
  });

  it('a whole run counts the days that were stopped, and reports each once', () => {
    const { result, alerts } = whole;
    expect(result.dailyStops).toBe(2);
    expect(alerts.filter(({ kind }) => kind === 'daily-stop')).toHaveLength(2);
    expect(alerts.some(({ kind }) => kind === 'paused')).toBe(true);
    expect(new Set(alerts.map(({ id }) => id)).size).toBe(alerts.length);
  });

  it('a whole run is the same every time', async () => {
    expect((await run(market)).result).toEqual(whole.result);
  });

  it('a whole run needs nobody who watches it', async () => {
    const { signal } = new AbortController();
    const options = { market, parameters: TIGHT, store: new MemoryLedger(), signal };
    expect(await runOnPaper({ ...options, ambiguousCandle: 'stop-first' })).toEqual(whole.result);
  });

  it.each([
    ['slippageBps', true],
    ['targetPct', undefined],
  ] as const)('a whole run says that costs were changed during it: %s', async (name, hasChangedCosts) => {
    let reads = 0;
    const load = () => {
      reads += 1;
      const parameters = reads < 30 ? TIGHT : { ...TIGHT, [name]: TIGHT[name] * 2 };
      return Promise.resolve({ status: 'valid', parameters } as const);
    };
    const { result } = await run(quietMarket(60), { parameterSource: { load } });
    expect(result.hasChangedCosts).toBe(hasChangedCosts);
  });

  it('a whole run of a market without trades has a result of nothing', async () => {
    const { result } = await run(quietMarket(30));
    expect(result).toMatchObject({ trades: [], denied: {}, dailyStops: 0, isInterrupted: false });
    expect(result.state.ledger.balanceUsd).toBe(usd(2000));
  });

  it('a whole run of a market shorter than the history trades nothing, and is no error', async () => {
    const { result, reports } = await run(quietMarket(1));
    expect(reports.map(({ tickMs }) => tickMs)).toEqual([minute(0), minute(1)]);
    expect(result).toMatchObject({ trades: [], toMs: minute(1) });
  });
});

describe('an interrupted run', () => {
  it.each([1, 2, 61, 400, 1000])('a run ends after the tick in which it is interrupted: %i', async (last) => {
    const { result, reports } = await interruptedAt(market, last);
    const upTo = whole.reports.slice(0, last);
    expect(reports).toEqual(upTo);
    expect(result).toMatchObject({ isInterrupted: true, toMs: upTo.at(-1)!.tickMs });
    expect(result.trades).toEqual(closedTrades(upTo));
    expect(result.denied).toEqual(deniedVerdicts(upTo));
    expect(remembered(result.state)).toEqual(remembered(upTo.at(-1)!.state));
  });

  it('an interrupted run counts the denied entries of the hour that it did not finish', async () => {
    const { result, reports } = await interruptedAt(market, 50);
    expect(reports.flatMap(({ rows }) => rows).some(({ event }) => event.kind === 'denials')).toBe(false);
    expect(result.denied).not.toEqual({});
    expect(result.denied).toEqual(deniedVerdicts(reports));
  });

  it('an interrupted run is one that did not see the end of its market', async () => {
    const quiet = quietMarket(5);
    expect((await interruptedAt(quiet, 5)).result).toMatchObject({ isInterrupted: true, toMs: minute(4) });
    // The sixth tick is that of the last close: nothing is missing then.
    expect((await interruptedAt(quiet, 6)).result).toMatchObject({ isInterrupted: false, toMs: minute(5) });
  });
});

describe('a run that goes on', () => {
  it.each([1, 61, 700])('a run that goes on ends as if it had never been interrupted: %i', async (last) => {
    const store = new MemoryLedger();
    const before = await interruptedAt(market, last, store);
    const after = await run(market, { store });
    expect([...before.reports, ...after.reports]).toEqual(whole.reports);
    expect(after.result).toEqual(whole.result);
  });

  it('a run that goes on has nothing left to do after the end, and the same result', async () => {
    const store = new MemoryLedger();
    await run(market, { store });
    const { reports, result } = await run(market, { store });
    // The close of the last minute is looked at again, and has nothing new.
    expect(reports.flatMap(({ rows }) => rows)).toEqual([]);
    expect(result.state.ledger).toEqual(whole.result.state.ledger);
    expect(result.trades).toEqual(whole.result.trades);
  });
});

describe('speed', () => {
  it('a speed makes the run wait between two ticks', async () => {
    const seen: string[] = [];
    await run(quietMarket(3), {
      // A minute of the market in 20 ms.
      speed: 3000,
      onTick: () => {
        seen.push('tick');
        setTimeout(() => seen.push('a millisecond later'), 1);
      },
    });
    expect(seen.slice(0, 6)).toEqual(Array.from({ length: 3 }, () => ['tick', 'a millisecond later']).flat());
  });

  it('a speed does not change what happens', async () => {
    const short = { ...market, symbols: market.symbols.map(firstMinutes(90)) };
    const fast = await run(short);
    const paced = await run(short, { speed: 1_000_000 });
    expect(paced.result).toEqual(fast.result);
    expect(fast.result.state.ledger.tradeCount).toBeGreaterThan(0);
  });

  it('a speed does not keep an interrupted run waiting', async () => {
    const controller = new AbortController();
    // A minute of the market in a thousand minutes; interrupted when it has begun to wait.
    const onTick = () => setImmediate(() => controller.abort());
    const running = run(quietMarket(3), { signal: controller.signal, speed: 0.001, onTick });
    expect((await running).result).toMatchObject({ isInterrupted: true, toMs: minute(0) });
  });
});

function firstMinutes(length: number) {
  return ({ symbol, candles }: ChosenMarket['symbols'][number]) => ({
    symbol,
    candles: { ...candles, length },
  });
}
