/**
 * Does each alarm ring when it should, and tell somebody what it means and what to do?
 */
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { METRICS } from '../../lambda/adapters/aws/metrics.ts';
import { errorLine, tickLine } from '../../lambda/adapters/aws/telemetry.ts';
import type { TickReport } from '../../lambda/tick-report.ts';
import { stateNeeding, tickReport, unprotectedSince } from '../harness/tick-reports.ts';
import { alarmState, parseAlarm, type AlarmProperties } from './alarm-evaluation.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  type SynthesisedStack,
} from './synthesis.ts';
import { NOON } from '../harness/builders.ts';

let trader: SynthesisedStack;
/** By bot and name: `paper MissedTicks`. */
let alarms: ReadonlyMap<string, AlarmProperties>;
beforeAll(() => {
  ({ trader } = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] })));
  alarms = new Map(
    [...resourcesOf(trader, 'AWS::CloudWatch::Alarm')].map(([id, { Properties: properties }]) => [
      id.replace(/^(?<bot>\w+)alarms(?<name>\w+)[0-9A-F]{8}$/, '$<bot> $<name>'),
      parseAlarm(properties),
    ]),
  );
});

function alarm(name: string): AlarmProperties {
  const found = alarms.get(`paper ${name}`);
  if (found === undefined) throw new Error(`there is no alarm ${name}`);
  return found;
}

const NAMES = ['MissedTicks', 'Errors', 'DeadLetters', 'Duration', 'Attention', 'Unprotected', 'CandleAge'];

describe('alarms', () => {
  it('alarms are seven for each bot: three bots would leave what is free', () => {
    const expected = ['paper', 'other1'].flatMap((bot) => NAMES.map((name) => `${bot} ${name}`));
    expect([...alarms.keys()]).toEqual(expected);
  });

  it.each(NAMES)(
    'the alarm %s says whose it is, what it means, and where the runbook says what to do',
    (name) => {
      const { AlarmDescription: description } = alarm(name);
      const [, meaning, anchor] =
        /^paper: (.{20,}) What to do: infra\/README\.md#([\w-]+)$/.exec(description) ?? [];
      expect(meaning).toMatch(/\.$/);
      const headings = [
        ...readFileSync(new URL('../../infra/README.md', import.meta.url), 'utf8').matchAll(/^#+ (.+)$/gm),
      ].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(headings).toContain(anchor);
    },
  );

  it.each(NAMES)('the alarm %s is sent to the topic of its bot, and so is that it is well again', (name) => {
    const { AlarmActions: rings, OKActions: ends } = alarm(name);
    expect(rings.map(({ Ref: ref }) => ref)).toEqual([
      expect.stringMatching(/^paperalertsTopic[0-9A-F]{8}$/),
    ]);
    expect(ends).toEqual(rings);
  });

  it('the alarm MissedTicks says that it rings after disable-rule, too', () => {
    expect(alarm('MissedTicks').AlarmDescription).toContain('disable-rule');
  });

  it.each([
    ['Errors', 'AWS/Lambda', 'Errors', 'FunctionName', 'AWS::Lambda::Function', 'Ref'],
    ['Duration', 'AWS/Lambda', 'Duration', 'FunctionName', 'AWS::Lambda::Function', 'Ref'],
    [
      'DeadLetters',
      'AWS/SQS',
      'ApproximateNumberOfMessagesVisible',
      'QueueName',
      'AWS::SQS::Queue',
      'QueueName',
    ],
  ])(
    'the alarm %s reads what %s publishes as %s of its %s',
    (name, namespace, metric, dimension, type, attribute) => {
      const [id = ''] = resourcesOf(trader, type).keys();
      const value = attribute === 'Ref' ? { Ref: id } : { 'Fn::GetAtt': [id, attribute] };
      expect(alarm(name)).toMatchObject({
        Namespace: namespace,
        MetricName: metric,
        Dimensions: [{ Name: dimension, Value: value }],
        TreatMissingData: 'notBreaching',
      });
    },
  );

  it('alarms ring at the first error and the first dead letter, and before a tick is killed', () => {
    expect(alarm('Errors')).toMatchObject({ Statistic: 'Sum', Threshold: 1, EvaluationPeriods: 1 });
    expect(alarm('DeadLetters')).toMatchObject({ Statistic: 'Maximum', Threshold: 1, EvaluationPeriods: 1 });
    expect(alarm('Duration')).toMatchObject({ Statistic: 'Maximum', Threshold: 127_000 });
  });
});

const MINUTE_MS = 60_000;

/** The line that the bot writes of a tick in which this metric has this value. */
function line(minute: number, metric: keyof typeof METRICS, value: number, bot = 'paper'): string {
  const startedMs = NOON + minute * MINUTE_MS + 4_000;
  const endedMs = startedMs + 200;
  const tickMs = NOON + minute * MINUTE_MS;
  const changes: Readonly<Record<keyof typeof METRICS, Partial<TickReport>>> = {
    heartbeat: {},
    dayNetUsd: {},
    balanceUsd: {},
    dayFloorUsd: {},
    attention: { state: stateNeeding(value) },
    unprotectedSeconds: value > 0 ? { state: unprotectedSince(endedMs - value * 1_000) } : {},
    candleAgeSeconds: { candleAgeMs: value * 1_000 },
  };
  const report = tickReport({ tickMs, ...changes[metric] });
  return tickLine({ id: bot, symbols: ['BTC'] }, report, {
    startedMs,
    beganMs: startedMs,
    endedMs,
    proposedMs: tickMs,
  });
}

describe('what the bot says of itself', () => {
  // One column for a minute, `-` for a minute without a line; all end at the same time.
  it.each([
    ['MissedTicks', 'heartbeat', '1 1 1', 'OK'],
    ['MissedTicks', 'heartbeat', '1 - -', 'OK'],
    ['MissedTicks', 'heartbeat', '- 1 -', 'OK'],
    ['MissedTicks', 'heartbeat', '1 - - -', 'ALARM'],
    ['MissedTicks', 'heartbeat', '- - -', 'ALARM'],
    ['Attention', 'attention', '0 0 0', 'OK'],
    ['Attention', 'attention', '0 0 1', 'ALARM'],
    ['Attention', 'attention', '0 2 0', 'OK'],
    ['Attention', 'attention', '- - -', 'OK'],
    ['Unprotected', 'unprotectedSeconds', '0 0 30', 'OK'],
    ['Unprotected', 'unprotectedSeconds', '0 0 31', 'ALARM'],
    ['Unprotected', 'unprotectedSeconds', '- - -', 'OK'],
    ['CandleAge', 'candleAgeSeconds', '2 5 120', 'OK'],
    ['CandleAge', 'candleAgeSeconds', '121 5 121', 'OK'],
    ['CandleAge', 'candleAgeSeconds', '121 122 180', 'ALARM'],
    ['CandleAge', 'candleAgeSeconds', '180 180 -', 'OK'],
    ['CandleAge', 'candleAgeSeconds', '- - -', 'OK'],
  ] as const)('the alarm %s for %s of %s is %s', (name, metric, minutes, state) => {
    const values = minutes.split(' ');
    const lines = values.flatMap((value, index) =>
      value === '-' ? [] : [line(index, metric, Number(value))],
    );
    expect(alarmState(alarm(name), lines, NOON + values.length * MINUTE_MS)).toBe(state);
  });

  it('what the bot says of itself is not taken for what another bot says', () => {
    const others = [0, 1, 2].map((minute) => line(minute, 'heartbeat', 1, 'other-1'));
    expect(alarmState(alarm('MissedTicks'), others, NOON + 3 * MINUTE_MS)).toBe('ALARM');
  });

  it('the bot says nothing of itself when every tick fails', () => {
    const failures = [0, 1, 2].map(() => errorLine({ id: 'paper', symbols: [] }, new Error('away')));
    expect(alarmState(alarm('MissedTicks'), failures, NOON + 3 * MINUTE_MS)).toBe('ALARM');
  });
});
