/**
 * Has a function time to wait for a turn and to watch through a missing event, and is one that must be alone over in time?
 */
import { expect, it } from 'vitest';
import { parseStage } from '../../infra/stages.ts';
import { timeoutSeconds } from '../../infra/constructs/bot-function.ts';
import { PAPER_BOT, resourcesOf, stageOf, synthesise } from './synthesis.ts';

it('a function has 130 s, and 55 where it may not meet the next one', () => {
  const [bot] = parseStage({ name: 'Kallisti', region: 'eu-central-1', bots: [PAPER_BOT] }).bots;
  expect(bot && timeoutSeconds(bot)).toBe(130);
  const alone = { ...PAPER_BOT, alignToMinute: 0, reservedConcurrency: 1 };
  const { trader } = synthesise(stageOf({ bots: [alone] }));
  const [own] = [...resourcesOf(trader, 'AWS::Lambda::Function').values()];
  expect(own?.Properties['Timeout']).toBe(55);
  const thresholds = [...resourcesOf(trader, 'AWS::CloudWatch::Alarm').values()].map(
    ({ Properties: { MetricName: metric, Threshold: threshold } }) => [metric, threshold],
  );
  expect(thresholds).toContainEqual(['Duration', 52_000]);
});

it('a function reserves concurrency only when asked: new accounts have none to reserve', () => {
  const reserved = (changes: Partial<typeof PAPER_BOT>) => {
    const { trader } = synthesise(stageOf({ bots: [{ ...PAPER_BOT, ...changes }] }));
    const [own] = [...resourcesOf(trader, 'AWS::Lambda::Function').values()];
    return own?.Properties['ReservedConcurrentExecutions'];
  };
  expect(reserved({})).toBeUndefined();
  expect(reserved({ reservedConcurrency: 2 })).toBe(2);
});
