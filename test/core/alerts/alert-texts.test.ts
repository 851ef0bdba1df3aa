/**
 * Does each alert say what happened, what the bot did and what to do?
 */
import { describe, expect, it } from 'vitest';
import {
  accountUnreadAlert,
  dailySummaryAlert,
  dayStoppedAlert,
  entriesRejectedAlert,
  ticksMissedAlert,
} from '../../../lambda/core/alerts/alert-texts.ts';
import { commandsUnreadAlert } from '../../../lambda/core/alerts/command-alerts.ts';
import { ALERT_KINDS } from '../../../lambda/core/alerts/alert.ts';
import { DAY_MS, usd, type Usd } from '../../../lambda/core/units.ts';
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { at } from '../../harness/builders.ts';
import { BOT_MAILS, DAY, LOSS, MISSED } from './bot-mails.ts';
import { COMMAND_AND_MONEY_MAILS } from './command-mails.ts';

const MAILS = [...BOT_MAILS, ...COMMAND_AND_MONEY_MAILS].map(([alertOf, mail]) => ({
  alertOf,
  lines: mail.split('\n').map((line) => line.trim()),
}));

const EVERY = [
  ...MAILS.map(({ alertOf }) => alertOf()),
  entriesRejectedAlert('BTCUSDT', `binanceusdm ${'word '.repeat(40)}`),
  accountUnreadAlert({ sinceMs: at('12:00'), cause: `binanceusdm ${'word '.repeat(38)}`, openPositions: 2 }),
  commandsUnreadAlert({ sinceMs: at('12:00'), cause: `Query ${'word '.repeat(38)}` }),
];

describe('the words of alerts', () => {
  it('the words of alerts are there for every kind', () => {
    expect(new Set(EVERY.map(({ kind }) => kind))).toEqual(
      // The last one has the words of a newer release.
      new Set(ALERT_KINDS.filter((kind) => kind !== 'other')),
    );
  });

  it.each(MAILS)('the words of alerts are whole: $lines.1', ({ alertOf, lines }) => {
    const { kind, happened, did, todo } = alertOf();
    expect([kind, happened, did, todo]).toEqual(lines);
  });

  it.each(EVERY)(
    'the words of alerts of $kind are sentences, and end with a command for this bot',
    ({ happened, did, todo }) => {
      for (const part of [happened, did, todo]) expect(part).toMatch(/^[A-Z0-9b][^\n]*[.]$/);
      expect(withCommandLines(todo, 'paper')).toMatch(/`\.\/scalper [a-z-]+[^`]* --bot paper`/);
    },
  );

  it.each(EVERY)(
    'the words of alerts of $kind fit into a mail about one thing',
    ({ happened, did, todo }) => {
      expect(happened.length + did.length + todo.length).toBeLessThan(600);
    },
  );

  it.each(EVERY)(
    'the words of alerts of $kind know nothing of the command line',
    ({ happened, did, todo }) => {
      expect(`${happened} ${did} ${todo}`).not.toMatch(/`|scalper|--bot/);
    },
  );

  it('the words of alerts of a stopped day say how it stands', () => {
    const { happened, did } = dayStoppedAlert(LOSS);
    for (const amount of ['-79.00 USD', '-1.50 USD', '-80.00 USD']) expect(happened).toContain(amount);
    expect(did).toContain('closes everything');
    const budget = dayStoppedAlert({ ...LOSS, cause: 'budget' });
    expect(budget.did).not.toContain('closes');
  });

  it('the words of alerts of missed ticks count the minutes between, and say what was closed in them', () => {
    const { happened, did } = ticksMissedAlert(MISSED);
    expect(happened).toContain('9 minutes had no tick, from 2026-01-05 11:50 UTC to 2026-01-05 12:00 UTC');
    expect(did).toContain('Closed meanwhile: long BTC by max-hold, -1.50 USD; 1 position is open');
    expect(ticksMissedAlert({ ...MISSED, closed: [] }).did).toContain('Nothing had closed');
  });

  it('the words of alerts of the summary tell net and costs, and the win rate against the one that breaks even', () => {
    const { happened, did } = dailySummaryAlert(DAY, DAY.dayMs + DAY_MS);
    expect(happened).toBe(
      '2026-01-05: 4 trades, net -1.00 USD (gross -0.50 USD, fees 0.40 USD, funding 0.10 USD; slippage unknown). 2 won, 50.0 %; break-even needed 60.0 %.',
    );
    expect(did).toContain('The day stop was reached');
    const told = (slippage: { readonly trades: number; readonly sumUsd: Usd }) =>
      /; (?<words>slippage .+)\)\./.exec(
        dailySummaryAlert({ ...DAY, slippage }, DAY.dayMs + DAY_MS).happened,
      );
    expect(told({ trades: 4, sumUsd: usd(0.25) })?.[1]).toBe('slippage 0.25 USD within gross');
    expect(told({ trades: 3, sumUsd: usd(-0.25) })?.[1]).toBe(
      'slippage -0.25 USD within gross, unknown for 1 trade',
    );
    expect(told({ trades: 2, sumUsd: usd(0.25) })?.[1]).toContain(', unknown for 2 trades');
    const quiet = { ...DAY, trades: 0, wins: 0, wasStopped: false };
    expect(dailySummaryAlert(quiet, DAY.dayMs + DAY_MS).happened).toBe('2026-01-05: no trade was closed.');
    expect(dailySummaryAlert(quiet, DAY.dayMs + 3 * DAY_MS).happened).toBe(
      '2026-01-05 to 2026-01-07: no trade was closed.',
    );
  });
});
