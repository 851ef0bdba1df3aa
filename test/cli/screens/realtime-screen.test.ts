/**
 * Does one minute of a real-time run take as few lines as it can, and say all that went wrong?
 */
import { describe, expect, it } from 'vitest';
import { realtimeTickScreen, warningLines } from '../../../infra/cli/screens/realtime-screen.ts';
import type { RealtimeTick } from '../../../infra/local/realtime-run.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { newPaperBot } from '../../../lambda/core/bot-state.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import type { TickReport } from '../../../lambda/tick-report.ts';
import { NOON } from '../../harness/builders.ts';

const tickOutcome = (changes: Partial<TickReport> = {}): RealtimeTick['outcome'] => ({
  kind: 'done',
  report: {
    kind: 'tick',
    tickMs: NOON,
    status: 'committed',
    state: newPaperBot('local', 1, usd(2000), NOON),
    parameters: parseParameters({}),
    rows: [],
    verdicts: [
      { symbol: 'BTCUSDT', kind: 'held', reason: 'momentum' },
      { symbol: 'ETHUSDT', kind: 'denied', side: 'long', code: 'hour' },
      { symbol: 'SOLUSDT', kind: 'entered', side: 'short' },
    ],
    commits: 1,
    ...changes,
  },
});

const screen = (changes: Partial<RealtimeTick> = {}) =>
  realtimeTickScreen({ minuteMs: NOON, missedMinutes: 0, outcome: tickOutcome(), warnings: [], ...changes });

describe('a minute', () => {
  it('a minute is one line when nothing happened', () => {
    expect(screen()).toEqual([
      '2026-01-05 12:00 UTC  BTCUSDT momentum · ETHUSDT long denied hour · SOLUSDT short entered  open none  balance 2,000.00',
    ]);
  });

  it('a minute says in plain words what became of an entry that was not filled', () => {
    const side = 'long';
    const verdicts = [
      { symbol: 'A', kind: 'rejected', side, cause: 'No margin.' },
      { symbol: 'B', kind: 'unknown', side, cause: 'no answer' },
      { symbol: 'C', kind: 'unfilled', side },
      { symbol: 'D', kind: 'unsent', side },
    ] as const;
    const [line] = screen({ outcome: tickOutcome({ verdicts }) });
    expect(line).toMatch(
      /A long rejected: No margin\. · B long sent, outcome unknown: no answer · C long accepted, not filled · D long not sent {2}open/,
    );
  });

  it('a minute has a line for each row of the ledger', () => {
    const { rows } = newPaperBot('local', 1, usd(2000), NOON - MINUTE_MS).outbox;
    expect(screen({ outcome: tickOutcome({ rows }) }).slice(1)).toEqual(['  started with 2,000.00 USDT']);
  });

  it('a minute says why nothing was considered', () => {
    expect(screen({ outcome: tickOutcome({ verdicts: [], noEntry: 'no-quote' }) })[0]).toContain(
      'no entry: no-quote',
    );
  });

  it('a minute says how many minutes before it were missed', () => {
    const sentence = 'had no tick: resting orders meet their candles now';
    expect(screen({ missedMinutes: 1 })[0]).toBe(`1 minute ${sentence}`);
    expect(screen({ missedMinutes: 29 })[0]).toBe(`29 minutes ${sentence}`);
  });

  it('a minute that failed says why, and so does one that another invocation took', () => {
    const outcome = { kind: 'failed', error: new Error('the table is away') } as const;
    expect(screen({ outcome })).toEqual(['2026-01-05 12:00 UTC  the tick failed: the table is away']);
    expect(screen({ outcome: tickOutcome({ status: 'lost-race' }) })[0]).toContain(
      'another invocation was first',
    );
  });
});

it('what several symbols share is said once', () => {
  const away = { kind: 'failed', text: 'cannot reach fapi.binance.com' } as const;
  const crossed = { symbol: 'BTCUSDT', kind: 'no-price', text: 'its book is crossed' } as const;
  const warnings = [{ symbol: 'BTCUSDT', ...away }, { symbol: 'ETHUSDT', ...away }, crossed];
  expect(warningLines(warnings)).toEqual([
    '  BTCUSDT ETHUSDT: cannot reach fapi.binance.com',
    '  BTCUSDT: its book is crossed',
  ]);
});
