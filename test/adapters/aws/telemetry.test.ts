/**
 * Does a tick's line say what CloudWatch makes metrics of, and nothing that is not known?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { METRICS } from '../../../lambda/adapters/aws/metrics.ts';
import { errorLine, stepLine, tickLine } from '../../../lambda/adapters/aws/telemetry.ts';
import { NOON, botState, position, stopOrder } from '../../harness/builders.ts';
import { stateNeeding, tickReport, unprotectedSince } from '../../harness/tick-reports.ts';

const BOT = { id: 'paper', symbols: ['BTC'] };
const TIMES = { proposedMs: NOON, startedMs: NOON + 1_500, endedMs: NOON + 1_700 };

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

  it('the line of a committed tick has no other metrics than the five, each with a value', () => {
    const line = told();
    const names = Object.values(METRICS).map(({ name }) => name);
    const values = names.map((name) => line[name]);
    expect(Object.fromEntries(names.map((name, k) => [name, values[k]]))).toEqual({
      Heartbeat: 1,
      DayNetUsd: 0,
      Attention: 0,
      UnprotectedSeconds: 0,
      CandleAgeSeconds: 62,
    });
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

it('the line counts the races that a tick or a watch step has lost, and says nothing where there were none', () => {
  const report = tickReport({ lostRaces: 2 });
  expect(fields(tickLine(BOT, report, TIMES))).toMatchObject({ status: 'committed', lostRaces: 2 });
  expect(fields(stepLine(BOT, report, TIMES.endedMs))).toMatchObject({ lostRaces: 2 });
  expect(told()).not.toHaveProperty('lostRaces');
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
