/**
 * Does the doctor read from the log that two schedules run a bot, what has failed, and which code wrote it?
 */
import { describe, expect, it } from 'vitest';
import { failuresLine, releaseInLog, scheduleLine } from '../../../infra/cli/reports/doctor-log.ts';
import { platformFailureLine } from '../../../infra/platform-failures.ts';
import { errorLine } from '../../../lambda/adapters/aws/telemetry.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { NOON } from '../../harness/builders.ts';

const BOT = { id: 'paper', symbols: [] };
const tick = (more: object = {}) => JSON.stringify({ message: 'tick', ...more });

describe('the log', () => {
  it('the log shows two schedules, and not that an event came twice', () => {
    const logOf = (seconds: number) =>
      Array.from({ length: 30 }, (_, k) =>
        tick(k >= seconds ? {} : k % 2 === 0 ? { lostRaces: 1 } : { noEntry: 'repeated-tick' }),
      );
    expect(scheduleLine(logOf(3), 'eu-west-1').status).toBe('passed');
    expect(scheduleLine(logOf(15), 'eu-west-1'), 'eu-west-1').toMatchObject({
      status: 'wrong',
      found:
        '15 of 30 ticks of the last half hour found another one in their minute: two schedules run this bot',
    });
  });

  it('the log shows one schedule where a function that waited met the one that was woken at its turn', () => {
    const pairs = (lateSeconds: number) =>
      Array.from({ length: 10 }, (_, k) => {
        const turnMs = NOON + k * MINUTE_MS;
        const at = { tick: new Date(turnMs).toISOString() };
        const eventTime = (timeMs: number) => new Date(timeMs).toISOString();
        return [
          tick({ ...at, eventTime: eventTime(turnMs - (60 - lateSeconds) * 1_000) }),
          tick({ ...at, eventTime: eventTime(turnMs), lostRaces: 1 }),
        ];
      }).flat();
    expect(scheduleLine(pairs(1), 'eu-west-1').status).toBe('passed');
    expect(scheduleLine(pairs(20), 'eu-west-1').status).toBe('wrong');
  });

  it('the log shows failures of the bot and of the platform, the last in its words', () => {
    expect(failuresLine([tick(), 'no JSON'], 'paper').status).toBe('passed');
    const failed = errorLine(BOT, new RangeError('the table is away'));
    const late = platformFailureLine('paper', 'Task timed out after 55.00 seconds', NOON) ?? '';
    expect(failuresLine([late, tick(), failed], 'paper')).toEqual({
      check: 'failures',
      status: 'wrong',
      found: '2 lines in the log of the last half hour, the last: RangeError: the table is away',
      todo: './scalper tail --bot paper, then infra/README.md, "Errors"',
    });
    expect(failuresLine([late], 'paper').found).toMatch(/^1 line .*: Task timed out after 55\.00 seconds$/);
  });

  it('the log shows the code of the last tick', () => {
    expect(releaseInLog([tick({ release: 'old' }), tick({ release: 'new' })])).toBe('new');
    expect(releaseInLog([tick()])).toBeUndefined();
  });
});
