/**
 * Does the screen of `scalper status` say how the bot stands, what keeps it from trading, and what ends that?
 */
import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../infra/cli/reports/bot-status.ts';
import { statusScreen } from '../../../infra/cli/screens/status-screen.ts';
import { statusReport } from '../../../infra/cli/reports/status-report.ts';
import type { BotSnapshot } from '../../../infra/local/bot-snapshot.ts';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { newPaperBot, raiseAlert, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import type { OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, parameters, position, stopOrder, trade } from '../../harness/builders.ts';

const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: NOON, position: position(), decision, fills: [] };
const LOST: LedgerEvent = { kind: 'closed', atMs: NOON, trade: trade(-10), fills: [] };

function commandOf(kind: OperatorCommand['kind'], why = ''): OperatorCommand {
  return { id: `1-${kind}`, kind, accept: false, issuedBy: 'ada', issuedAtMs: at('11:58'), why };
}

/** A bot at 12:02 that these events happened to, and that was kept with all rows delivered. */
function kept(events: readonly LedgerEvent[], changes: Partial<BotState> = {}): BotSnapshot {
  const bot = events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('09:00')));
  const run = { market: 'synthetic', symbols: 'BTC', seed: 7, finished: false, parameters: parameters() };
  const state = { ...bot, tickMs: at('12:02'), outbox: { rows: [], alerts: [] }, ...changes };
  return { state, commands: [], delivered: bot.outbox.rows, before: [], isRunning: false, run };
}

function screen(bot: BotSnapshot, width = 100): string {
  return statusScreen(statusOf(bot), width);
}

/** The lines from that label to the next one. */
function section(text: string, label: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`  ${label}`));
  const length = lines.slice(start + 1).findIndex((line) => !line.startsWith(' '.repeat(16)));
  return lines.slice(start, start + 1 + length).map((line) => line.slice(16));
}

describe('the status screen', () => {
  it('the status screen shows everything at once', () => {
    const bot = kept([OPENED, { kind: 'recovery', atMs: at('12:01'), tradeId: 1, price: 99.8 }], {
      orders: [stopOrder(), { ...entryOrder({ symbol: 'ETH', tradeId: 2 }), status: 'unknown' }],
    });
    expect(`\n${screen(bot)}\n`).toBe(`
Bot bot  paper · last tick 2026-01-05 12:02 UTC
SYNTHETIC market, seed 7 · BTC · unfinished: start goes on with the same options

  balance       2,000.00 USD
  2026-01-05        0.00 USD, the limit of the day is -80.00
  state         trading: entries are allowed
  streak        0 losses in a row; 4 in a row cause a pause
  entries       2 in the last hour, of at most 30
  open          BTC  long  100  stop 99.75  target 100.15  2 min old  recovery 12:01
  orders        unknown: entry of the long ETH (bot-1-1-e)
                1 resting at the exchange
  undelivered   nothing
  commands      none waiting

  trades              0        wins                  0
  gross            0.00 USD    win rate              unknown
  fees             0.00        break-even win rate   unknown
  funding          0.00
  net              0.00 USD
`);
  });

  it('the status screen says how much of the limit is used, and that a limit may be unknown', () => {
    const bot = kept([OPENED, LOST]);
    expect(section(screen(bot), '2026-01-05')).toEqual([
      '  -10.00 USD, the limit of the day is -80.00, 13 % used',
    ]);
    const unknown = screen({ ...bot, run: undefined });
    expect(section(unknown, '2026-01-05')).toEqual(['  -10.00 USD, of an unknown limit']);
    expect(unknown.split('\n')[1]).toBe('');
  });

  it('the status screen says what waits for delivery, and which commands wait', () => {
    const bot = kept([]);
    const told = raiseAlert(recordEvent(bot.state, OPENED), {
      atMs: NOON,
      ...haltedAlert('a'),
    });
    const text = screen({
      ...bot,
      state: told,
      commands: [commandOf('pause', 'lunch'), commandOf('flatten')],
    });
    expect(section(text, 'undelivered')).toEqual(['1 ledger row and 1 alert: the next tick delivers them']);
    expect(section(text, 'commands')).toEqual([
      'pause, by ada at 2026-01-05 11:58: lunch; the next tick reads it',
      'flatten, by ada at 2026-01-05 11:58; the next tick reads it',
    ]);
    const consumed = { ...told, consumedCommandIds: ['1-pause'] };
    expect(screen({ ...bot, state: consumed, commands: [commandOf('pause')] })).toContain('none waiting');
  });
});

describe('the status of a bot to which the exchange says no', () => {
  const FAILING = kept([OPENED], {
    unreadAccount: { sinceMs: at('11:58'), cause: 'HTTP 503', alertedAtMs: at('12:01') },
    entryRejections: [
      { reason: 'clock', symbols: ['BTC'], count: 1, sinceMs: NOON, lastMs: NOON, cause: 'Late.\u001B[2J' },
      { reason: 'over', symbols: [], count: 9, sinceMs: NOON, lastMs: NOON, cause: 'No margin.' },
    ],
  });

  it('the status of such a bot says since when the account is unread, and which entries are rejected', () => {
    const text = screen(FAILING);
    expect(section(text, 'account')).toEqual([
      'what is open cannot be read since 2026-01-05 11:58 UTC: HTTP 503',
    ]);
    const [line, ...more] = section(text, 'rejected');
    expect(line).toMatch(/^1 entry in BTC rejected since 2026-01-05 12:00 UTC: Late\./);
    expect(more).toEqual([]);
    expect(text).not.toContain('\u001B[2J');
    expect(text).not.toContain('No margin.');
  });

  it('the status of such a bot says so to machines', () => {
    expect(statusReport(statusOf(FAILING))).toMatchObject({
      attention: ['account-unread', 'entries-rejected'],
      account: { unreadSinceMs: at('11:58'), cause: 'HTTP 503' },
      rejections: [{ reason: 'clock', symbols: ['BTC'], count: 1, sinceMs: NOON, lastMs: NOON }],
    });
    expect(statusReport(statusOf(kept([])))).toMatchObject({ attention: [], account: null, rejections: [] });
  });
});

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
        'To accept it: `npx scalper resume --accept --bot bot`',
      ],
    ],
    [
      'its operator',
      [{ kind: 'operator-command', atMs: NOON, command: pause }],
      [
        'OPERATOR PAUSE since 2026-01-05 12:00',
        'By ada: lunch',
        'Nothing is opened; open positions stay managed.',
        'To go on: `npx scalper resume --bot bot`',
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
        'To go on: `npx scalper resume --bot bot`',
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
        expect.stringMatching(/^To go on at once: .*scalper resume/),
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
});
