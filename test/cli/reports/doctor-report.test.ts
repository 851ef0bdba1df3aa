/**
 * Does the doctor say what waits for the operator, here and in AWS?
 */
import { describe, expect, it } from 'vitest';
import {
  attentionLines,
  entriesLine,
  lineOf,
  tickLine,
  timesLine,
} from '../../../infra/cli/reports/doctor-report.ts';
import { at, botState } from '../../harness/builders.ts';

const FAILING = botState({
  unreadAccount: { sinceMs: at('12:00'), cause: 'HTTP 503', alertedAtMs: at('12:03') },
  entryRejections: [
    {
      reason: 'clock',
      symbols: ['BTC', 'ETH'],
      count: 3,
      sinceMs: at('11:00'),
      lastMs: at('11:59'),
      cause: 'Our clock is late.',
    },
    { reason: 'over', symbols: [], count: 9, sinceMs: at('10:00'), lastMs: at('10:00'), cause: 'No margin.' },
  ],
});

describe('the doctor', () => {
  it.each([undefined, 'paper'])(
    'the doctor of the bot %s names what keeps failing at the exchange',
    (bot) => {
      const option = bot === undefined ? '' : ` --bot ${bot}`;
      expect(attentionLines(FAILING, bot)).toEqual([
        {
          check: 'attention',
          status: 'wrong',
          found: 'what is open cannot be read since 2026-01-05 12:00 UTC: HTTP 503',
          todo: `look at positions and stops at the exchange; to see more: ./scalper tail${option}`,
        },
        {
          check: 'attention',
          status: 'wrong',
          found:
            '3 entries in BTC, ETH rejected since 2026-01-05 11:00 UTC, the last at 2026-01-05 11:59 UTC: Our clock is late.',
          todo: `./scalper preflight${option}; the next accepted entry ends it`,
        },
      ]);
    },
  );

  it('the doctor goes on when AWS answers what nobody expects, and not over a defect of its own', async () => {
    const throttled = Object.assign(new Error('Rate exceeded'), { name: 'Throttling', $metadata: {} });
    expect(await lineOf('rule', 'again', () => Promise.reject(throttled))).toEqual([
      { check: 'rule', status: 'unasked', found: 'AWS answered Throttling: Rate exceeded', todo: 'again' },
    ]);
    await expect(lineOf('rule', 'again', () => Promise.reject(new TypeError('a')))).rejects.toThrow('a');
  });

  it('the doctor names times that cannot be, and a tick that is yet to come', () => {
    const wrong = botState({ ledger: { dayMs: at('12:00') / 1000 } });
    expect(timesLine(wrong, at('12:00'), 'paper')).toEqual({
      check: 'times',
      status: 'wrong',
      found: 'ledger.dayMs is 1970-01-21 11:00 UTC',
      todo: 'to see the rows: ./scalper rebuild --bot paper',
    });
    expect(timesLine(botState(), at('12:00'))).toMatchObject({ status: 'passed' });
    expect(tickLine(at('12:05'), at('12:00'), true)).toMatchObject({
      status: 'wrong',
      found: '2026-01-05 12:05 UTC, 300 s ahead of this machine',
    });
    expect(tickLine(at('12:01'), at('12:00'), true)).toMatchObject({ status: 'passed' });
  });

  it('the doctor passes a bot whose failures are over, and one that has not waited long enough', () => {
    const over = botState({
      unreadAccount: { sinceMs: at('12:00'), cause: 'HTTP 503' },
      entryRejections: (FAILING.entryRejections ?? []).slice(1),
    });
    expect(attentionLines(over)).toMatchObject([{ check: 'attention', status: 'passed' }]);
  });

  it('the doctor names everything that denies entries', () => {
    expect(entriesLine([])).toMatchObject({ status: 'passed', found: 'may be opened' });
    expect(
      entriesLine([{ kind: 'hour' }, { kind: 'paused', untilMs: at('12:20'), streak: undefined }]),
    ).toMatchObject({
      status: 'passed',
      found:
        'none: as many positions were opened in the last hour as maxTradesPerHour allows; streak pause until 2026-01-05 12:20 UTC (to end it: ./scalper resume)',
    });
    const rejections = FAILING.entryRejections?.slice(0, 1) ?? [];
    expect(entriesLine([{ kind: 'entries-rejected', rejections }]).found).toMatch(
      /^may be opened, but: 3 entries in BTC/,
    );
  });
});
