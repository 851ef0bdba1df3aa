/**
 * Does `scalper status` say what keeps the bot from trading, and what ends that?
 */
import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../infra/cli/reports/bot-status.ts';
import { statusReport } from '../../../infra/cli/reports/status-report.ts';
import { OUTBOX_ROWS_MAX } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at } from '../../harness/builders.ts';
import { commandOf, kept, screen, section } from './kept-bot.ts';

describe('the status says what keeps the bot from trading, with its cause and its end:', () => {
  const pause = commandOf('pause', 'lunch');

  it.each<[string, readonly LedgerEvent[], readonly string[]]>([
    [
      'a halt',
      [{ kind: 'halted', atMs: NOON, cause: 'invariant broken: two positions in one symbol' }],
      [
        'HALTED since 2026-01-05 12:00',
        'invariant broken: two positions in one symbol',
        'Nothing is opened; open positions stay managed.',
        'To accept it: `./scalper resume --accept qlntpr --bot bot`',
      ],
    ],
    [
      'its operator',
      [{ kind: 'operator-command', atMs: NOON, command: pause }],
      [
        'OPERATOR PAUSE since 2026-01-05 12:00',
        'By ada: lunch',
        'Nothing is opened; open positions stay managed.',
        'To go on: `./scalper resume --bot bot`',
      ],
    ],
    [
      'a flatten, also of a bot that was paused before',
      [
        { kind: 'operator-command', atMs: at('11:00'), command: pause },
        { kind: 'operator-command', atMs: NOON, command: commandOf('flatten') },
      ],
      [
        'FLATTENED BY THE OPERATOR since 2026-01-05 12:00',
        'By ada, without a reason given.',
        'What is open is being closed, and nothing is opened.',
        'To go on: `./scalper resume --bot bot`',
      ],
    ],
    [
      'the limit of the day',
      [
        {
          kind: 'stopped',
          atMs: NOON,
          cause: 'loss',
          realisedUsd: usd(-79),
          unrealisedUsd: usd(-1.5),
          limitUsd: usd(80),
        },
      ],
      [
        'DAY STOP since 2026-01-05 12:00, until 2026-01-06 00:00',
        "The day's loss has reached its limit: closed -79.00, open -1.50, limit 80.00.",
        'Nothing to do: trading resumes at 2026-01-06 00:00 UTC.',
      ],
    ],
    [
      'a day that can pay for nothing more',
      [
        {
          kind: 'stopped',
          atMs: NOON,
          cause: 'budget',
          realisedUsd: usd(-79),
          unrealisedUsd: usd(0),
          limitUsd: usd(80),
        },
      ],
      [
        'DAY STOP since 2026-01-05 12:00, until 2026-01-06 00:00',
        "What remains of the day's limit cannot pay for one more position: closed -79.00, open",
        '0.00, limit 80.00.',
        'Nothing to do: trading resumes at 2026-01-06 00:00 UTC.',
      ],
    ],
    [
      'a streak of losses',
      [{ kind: 'paused', atMs: NOON, untilMs: at('12:20'), lossesInARow: 4 }],
      [
        'STREAK PAUSE since 2026-01-05 12:00, until 2026-01-05 12:20',
        '4 losses in a row.',
        'Nothing to do: trading resumes at 2026-01-05 12:20 UTC.',
        'To go on at once: `./scalper resume --bot bot`',
      ],
    ],
  ])('the status says what keeps the bot from trading: %s', (_, events, expected) => {
    expect(section(screen(kept(events), 105), 'state')).toEqual(expected);
  });

  it('the status says all that keeps the bot from trading, in the order in which the gates ask', () => {
    const everything = kept([
      { kind: 'paused', atMs: NOON, untilMs: at('12:20'), lossesInARow: 4 },
      { kind: 'operator-command', atMs: NOON, command: pause },
      { kind: 'halted', atMs: NOON, cause: 'a' },
    ]);
    const { mayEnter, restrictions } = statusReport(statusOf(everything));
    expect(mayEnter).toBe(false);
    expect(restrictions).toEqual([
      { kind: 'halted', sinceMs: NOON, cause: 'a' },
      { kind: 'operator-paused', sinceMs: NOON, by: 'ada', why: 'lunch' },
      { kind: 'paused', sinceMs: NOON, untilMs: at('12:20') },
    ]);
  });

  it('the status says nothing of what kept the bot from trading, once it is over', () => {
    const over = kept([{ kind: 'paused', atMs: at('11:00'), untilMs: at('12:02'), lossesInARow: 4 }]);
    expect(section(screen(over), 'state')).toEqual(['trading: entries are allowed']);
  });

  it('the status says which market is closed and until when, and never that entries are allowed meanwhile', () => {
    const markets = [{ symbol: 'XAUUSDT', why: 'closed-session', untilMs: at('23:05') }] as const;
    const bot = kept([], { outsideHours: { markets, count: 1, isAll: true } });
    expect(section(screen(bot), 'state')).toEqual([
      'MARKET CLOSED: XAUUSDT until 2026-01-05 23:05',
      'Outside the hours of its market nothing is opened, and an open position keeps its',
      'resting orders.',
      'Nothing to do: the bot goes on by itself when the market opens.',
    ]);
    expect(statusReport(statusOf(bot))).toMatchObject({
      mayEnter: false,
      restrictions: [{ kind: 'outside-hours', markets, count: 1, isAll: true }],
    });
  });

  it('the status says that no more rows may wait, and not that entries are allowed', () => {
    const rows = Array.from({ length: OUTBOX_ROWS_MAX }, (_, k) => ({
      epoch: 1,
      sequence: k + 1,
      event: { kind: 'day-started' as const, atMs: NOON },
    }));
    const bot = kept([], { outbox: { rows, alerts: [] } });
    expect(section(screen(bot), 'state')).toEqual([
      'NO ENTRIES: outbox',
      "one more position, with all that may follow from it, has no room in the bot's item.",
      'Until a position is closed, or rows that wait are delivered; to see why they are',
      'not: `./scalper tail --bot bot`',
    ]);
    expect(statusReport(statusOf(bot))).toMatchObject({
      mayEnter: false,
      restrictions: [{ kind: 'outbox' }],
    });
  });
});
