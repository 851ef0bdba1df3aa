/**
 * Does a tick's line say what CloudWatch makes metrics of, and nothing that is not known?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EMPTY_DAY, EMPTY_RUN } from '../../../lambda/core/ledger/day-statistics.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { METRICS } from '../../../lambda/adapters/aws/metrics.ts';
import { errorLine, stepLine, tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { NOON, botState, fillOf, ledger, position, stopOrder } from '../../harness/builders.ts';
import { stateNeeding, tickReport, unprotectedSince } from '../../harness/tick-reports.ts';

const BOT = { id: 'paper', symbols: ['BTC'] };
const TIMES = { proposedMs: NOON, startedMs: NOON + 1_500, beganMs: NOON + 1_500, endedMs: NOON + 1_700 };

const fields = (line: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(line));
const told = (changes: Parameters<typeof tickReport>[0] = {}) =>
  fields(tickLine(BOT, tickReport(changes), TIMES));

describe('the line of a committed tick', () => {
  it('the line of a committed tick names its metrics in the embedded format, under the bot alone, with the heartbeat last', () => {
    const { _aws: embedded, Bot: bot } = told();
    expect(bot).toBe('paper');
    expect(embedded).toEqual({
      Timestamp: NOON + 1_700,
      CloudWatchMetrics: [
        {
          Namespace: 'Kallisti',
          Dimensions: [['Bot']],
          Metrics: [
            { Name: 'DayNetUsd', Unit: 'None' },
            { Name: 'Attention', Unit: 'Count' },
            { Name: 'UnprotectedSeconds', Unit: 'Seconds' },
            { Name: 'CandleAgeSeconds', Unit: 'Seconds' },
            { Name: 'Heartbeat', Unit: 'Count' },
          ],
        },
      ],
    });
    expect(Object.keys(told()).at(-1)).toBe('Heartbeat');
  });

  it('the line of a committed tick has no other metrics than the five of every minute, each with a value', () => {
    const line = told();
    const names = Object.values(METRICS).map(({ name }) => name);
    expect(Object.fromEntries(names.flatMap((name) => (name in line ? [[name, line[name]]] : [])))).toEqual({
      Heartbeat: 1,
      DayNetUsd: 0,
      Attention: 0,
      UnprotectedSeconds: 0,
      CandleAgeSeconds: 62,
    });
  });

  it('the line of a committed tick says which code wrote it, and so does that of a failed one', () => {
    const bot = { ...BOT, release: '4c97113f0a29 bundle 1a2b3c4d5e6f' };
    expect(fields(tickLine(bot, tickReport(), TIMES))['release']).toBe(bot.release);
    expect(fields(errorLine(bot, new Error('away')))['release']).toBe(bot.release);
    expect(told()).not.toHaveProperty('release');
  });

  it('the line of a committed tick leaves out the age of candles that nobody has seen: it is not 0', () => {
    const { candleAgeMs: _, ...report } = tickReport();
    const line = tickLine(BOT, report, TIMES);
    expect(line).not.toContain('CandleAgeSeconds');
    expect(fields(line)['Heartbeat']).toBe(1);
  });

  it('the line of a committed tick says what became of each entry, and calls entered only what was filled', () => {
    const side = 'long';
    const verdicts = [
      { symbol: 'A', kind: 'entered', side },
      { symbol: 'B', kind: 'rejected', side, cause: 'Margin is insufficient.' },
      { symbol: 'C', kind: 'rejected', side, cause: 'Too late.', code: 'clock' },
      { symbol: 'D', kind: 'unknown', side, cause: 'no answer' },
      { symbol: 'E', kind: 'unfilled', side },
      { symbol: 'F', kind: 'unsent', side },
      { symbol: 'G', kind: 'denied', side, code: 'hour' },
      { symbol: 'H', kind: 'held', reason: 'momentum' },
    ] as const;
    expect(told({ verdicts })['entries']).toEqual([
      'A entered long',
      'B rejected Margin is insufficient.',
      'C rejected clock: Too late.',
      'D unknown no answer',
      'E unfilled long',
      'F unsent long',
      'G denied hour',
      'H held momentum',
    ]);
  });

  it('the line of a committed tick counts what waits for the operator, and names it', () => {
    expect(told({ state: stateNeeding(0) })).toMatchObject({ Attention: 0 });
    expect(told({ state: stateNeeding(0) })).not.toHaveProperty('attention');
    expect(told({ state: stateNeeding(1) })).toMatchObject({ Attention: 1, attention: ['halted'] });
    expect(told({ state: stateNeeding(1) })).toMatchObject({ restrictions: ['halted'] });
    expect(told({ state: stateNeeding(0) })).not.toHaveProperty('restrictions');
    expect(told({ state: stateNeeding(2) })).toMatchObject({
      Attention: 2,
      attention: ['halted', 'alerts-undelivered'],
    });
  });

  it('the line of a committed tick counts the seconds of an unprotected position from its fill [invariant 3]', () => {
    expect(told({ state: unprotectedSince(TIMES.endedMs - 7_500) })).toMatchObject({
      UnprotectedSeconds: 7.5,
    });
  });

  it.each([
    ['intended', 1.7],
    ['unknown', 1.7],
    ['resting', 0],
  ] as const)('with a stop that is %s a position is unprotected for %f s', (status, seconds) => {
    const state = botState({ ledger: { positions: [position()] }, orders: [stopOrder({ status })] });
    expect(told({ state })).toMatchObject({ UnprotectedSeconds: seconds });
  });

  it('the line of a committed tick says what could not be had of the market', () => {
    const line = tickLine(BOT, tickReport(), TIMES, ['BTC: the candle of 11:59 is not there']);
    expect(fields(line)).toMatchObject({ trouble: ['BTC: the candle of 11:59 is not there'] });
    expect(told()).not.toHaveProperty('trouble');
  });

  it('the line of a committed tick says of what is open its entry, stop, take-profit and age, and no commas', () => {
    const open = position({ entryPrice: 100.123_456_789, decidedAtMs: NOON - 3 * MINUTE_MS });
    const inRecovery = { ...open, recoverySinceMs: NOON - MINUTE_MS };
    const half = position({ side: 'short', exits: [fillOf({ clientOrderId: 'x' }, { quantity: 2 })] });
    const state = botState({ ledger: { positions: [open, inRecovery, half] } });
    expect(told({ state })).toMatchObject({
      open: [
        'long BTC 6 at 100.1235 stop 99.75 take-profit 100.15 age 3 min',
        'long BTC 6 at 100.1235 stop 99.75 take-profit 100.15 age 3 min in recovery',
        'short BTC 4 at 100 stop 100.25 take-profit 99.85 age 0 min',
      ],
    });
  });

  it('the line of a committed tick has the limit of the day, and what trading has brought and cost', () => {
    const today = { ...EMPTY_DAY, trades: 2, wins: 1, feesUsd: usd(0.5), fundingUsd: usd(0.25) };
    const run = {
      ...EMPTY_RUN,
      ...today,
      trades: 3,
      winsUsd: usd(1),
      netUsd: usd(-3),
    };
    const state = botState({ ledger: { dayStartBalanceUsd: usd(1_000), today, run } });
    expect(told({ state })).toMatchObject({
      dayLimitUsd: 40,
      today: { trades: 2, wins: 1, costsUsd: 0.75 },
      run: { trades: 3, winRatePct: 33.3, breakEvenPct: 66.7, costsUsd: 0.75, netUsd: -3 },
    });
  });

  it('the line of a committed tick has no win rate of no trades, and nothing that an earlier release did not count', () => {
    const counted = told({ state: botState({ ledger: { today: EMPTY_DAY, run: EMPTY_RUN } }) });
    expect(counted['run']).toEqual({ trades: 0, costsUsd: 0, netUsd: 0 });
    const { run: _, ...before } = ledger({ today: undefined });
    const line = told({ state: botState({ ledger: before }) });
    expect(line).not.toHaveProperty('run');
    expect(line).not.toHaveProperty('today');
  });

  it('the line of a committed tick says how late and how long it was', () => {
    expect(told()).toMatchObject({
      eventTime: new Date(NOON).toISOString(),
      eventLagSeconds: 1.5,
      durationMs: 200,
    });
  });

  it('the line of a committed tick says how long after the close of its candle it decided, where that is known', () => {
    expect(told({ decisionLagMs: 1_550 })).toMatchObject({ decisionLagSeconds: 1.55 });
    expect(told()).not.toHaveProperty('decisionLagSeconds');
  });
});

describe('the balance and the floor of a day', () => {
  const state = botState({ ledger: { dayStartBalanceUsd: usd(1_000), balanceUsd: usd(990) } });
  const rowOf = (event: LedgerEvent) => ({ epoch: 1, sequence: 1, event });
  const begun = rowOf({ kind: 'day-started', atMs: NOON });

  it.each([
    ['a day', begun],
    ['a bot', rowOf({ kind: 'started', atMs: NOON, balanceUsd: usd(1_000) })],
  ])('the balance and the floor of a day are metrics of the tick that begins %s', (_, row) => {
    expect(told({ state, rows: [row] })).toMatchObject({ BalanceUsd: 1_000, DayFloorUsd: 960 });
  });

  it('the balance and the floor of a day are metrics of a watch step that begins it', () => {
    const line = fields(stepLine(BOT, tickReport({ state, rows: [begun] }), TIMES.endedMs));
    expect(line).toMatchObject({ BalanceUsd: 1_000, DayFloorUsd: 960 });
  });

  it('the balance and the floor of a day are sent once: each hour with a value is paid', () => {
    const line = told({ state, rows: [rowOf({ kind: 'day-summarised', atMs: NOON })] });
    expect(JSON.stringify(line)).not.toMatch(/"(?:BalanceUsd|DayFloorUsd)"/);
  });
});

it('the line counts the races that a tick or a watch step has lost, and says nothing where there were none', () => {
  const report = tickReport({ lostRaces: 2 });
  expect(fields(tickLine(BOT, report, TIMES))).toMatchObject({ status: 'committed', lostRaces: 2 });
  expect(fields(stepLine(BOT, report, TIMES.endedMs))).toMatchObject({ lostRaces: 2 });
  expect(told()).not.toHaveProperty('lostRaces');
});

it('the line counts the commands that a tick or a watch step has removed unobeyed, and says nothing where there were none', () => {
  const report = tickReport({ unobeyedCommands: 3 });
  expect(fields(tickLine(BOT, report, TIMES))).toMatchObject({ unobeyedCommands: 3 });
  expect(fields(stepLine(BOT, report, TIMES.endedMs))).toMatchObject({ unobeyedCommands: 3 });
  expect(fields(stepLine(BOT, tickReport(), TIMES.endedMs))).not.toHaveProperty('unobeyedCommands');
});

describe('no heartbeat is in', () => {
  it.each([
    ['a failed tick', errorLine(BOT, new Error('the table is away'))],
    ['a tick that lost its race', tickLine(BOT, tickReport({ status: 'lost-race' }), TIMES)],
  ])('no heartbeat is in the line of %s', (_, line) => {
    expect(line).not.toContain('Heartbeat');
    expect(fields(line)).not.toHaveProperty('_aws');
  });

  it('no heartbeat is in the line of a watch step, which has the metrics that a step knows', () => {
    const line = stepLine(BOT, tickReport(), TIMES.endedMs);
    expect(line).not.toContain('Heartbeat');
    expect(line).not.toContain('CandleAge');
    expect(fields(line)).toMatchObject({ message: 'watch step', Attention: 0, UnprotectedSeconds: 0 });
    expect(fields(line)).toHaveProperty('DayNetUsd');
    expect(fields(stepLine(BOT, tickReport({ status: 'lost-race' }), TIMES.endedMs))).not.toHaveProperty(
      '_aws',
    );
  });
});
