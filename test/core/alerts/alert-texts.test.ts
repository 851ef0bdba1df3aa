/**
 * Does each alert say what happened, what the bot did and what to do?
 */
import { describe, expect, it } from 'vitest';
import {
  accountUnreadAlert,
  credentialsRefusedAlert,
  dailySummaryAlert,
  dayStoppedAlert,
  entriesRejectedAlert,
  haltedAlert,
  itemTooLargeAlert,
  liveNotAllowedAlert,
  modeChangedAlert,
  parametersRefusedAlert,
  pausedAlert,
  regionRefusedAlert,
  ticksMissedAlert,
  unprotectedAlert,
} from '../../../lambda/core/alerts/alert-texts.ts';
import {
  commandsFloodedAlert,
  commandsUnreadAlert,
  flatAlert,
  flattenedAlert,
  overruledAlert,
  senderClockAlert,
} from '../../../lambda/core/alerts/command-alerts.ts';
import { feesUnpricedAlert, moneyMovedAlert } from '../../../lambda/core/alerts/money-alerts.ts';
import { ALERT_KINDS } from '../../../lambda/core/alerts/alert.ts';
import { DAY_MS, usd } from '../../../lambda/core/units.ts';
import { withCommandLines } from '../../../lambda/adapters/command-line.ts';
import { NOON, at, position, trade } from '../../harness/builders.ts';
import { commandOf } from '../../harness/stored-bot.ts';

const LOSS = { cause: 'loss', realisedUsd: usd(-79), unrealisedUsd: usd(-1.5), limitUsd: usd(80) } as const;
const DAY = {
  dayMs: at('00:00'),
  wasStopped: true,
  trades: 4,
  wins: 2,
  netUsd: usd(-1),
  feesUsd: usd(0.4),
  fundingUsd: usd(0.1),
  winsUsd: usd(2),
};
const MISSED = { lastTickMs: at('11:50'), tickMs: at('12:00'), closed: [trade(-1.5)], openPositions: 1 };

const EVERY = [
  dayStoppedAlert(LOSS),
  pausedAlert({ lossesInARow: 4, untilMs: at('12:20') }),
  haltedAlert('the exchange holds a position that the ledger does not: BTCUSDT long 0.01', 'k3f9ab'),
  unprotectedAlert(position()),
  parametersRefusedAlert(
    [{ key: 'maxPositions', value: 900, bound: 'must be a whole number, 1 to 10' }],
    'the parameters of 2026-01-05 11:00 UTC',
  ),
  credentialsRefusedAlert('binanceusdm', 'invalid API key, or an address that may not use it'),
  regionRefusedAlert('binance does not serve this region'),
  entriesRejectedAlert('BTCUSDT', `binanceusdm ${'word '.repeat(40)}`),
  accountUnreadAlert({ sinceMs: at('12:00'), cause: `binanceusdm ${'word '.repeat(38)}`, openPositions: 2 }),
  commandsUnreadAlert({ sinceMs: at('12:00'), cause: `Query ${'word '.repeat(38)}` }),
  moneyMovedAlert('COIN_SWAP_DEPOSIT', usd(500)),
  feesUnpricedAlert(0.0005, 'BNB'),
  ticksMissedAlert(MISSED),
  modeChangedAlert('paper', 'live', usd(120.5)),
  liveNotAllowedAlert(),
  flatAlert(),
  flattenedAlert('ada', 2),
  flattenedAlert('ada', 0),
  overruledAlert({ resumes: 1, by: 'ada', stricter: commandOf('2', { kind: 'flatten', issuedBy: 'bob' }) }),
  overruledAlert({ resumes: 3, by: 'ada', stricter: commandOf('2', { kind: 'pause', issuedBy: 'bob' }) }),
  commandsFloodedAlert(1_000),
  senderClockAlert(commandOf('1'), NOON + 600_000),
  dailySummaryAlert(DAY, DAY.dayMs + DAY_MS),
  itemTooLargeAlert(true),
];

describe('the words of alerts', () => {
  it('the words of alerts are there for every kind', () => {
    expect([...new Set(EVERY.map(({ kind }) => kind))]).toEqual(
      // The last one has the words of a newer release.
      ALERT_KINDS.filter((kind) => kind !== 'other'),
    );
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
      '2026-01-05: 4 trades, net -1.00 USD (gross -0.50 USD, fees 0.40 USD, funding 0.10 USD). 2 won, 50.0 %; break-even needed 60.0 %.',
    );
    expect(did).toContain('The day stop was reached');
    const quiet = { ...DAY, trades: 0, wins: 0, wasStopped: false };
    expect(dailySummaryAlert(quiet, DAY.dayMs + DAY_MS).happened).toBe('2026-01-05: no trade was closed.');
    expect(dailySummaryAlert(quiet, DAY.dayMs + 3 * DAY_MS).happened).toBe(
      '2026-01-05 to 2026-01-07: no trade was closed.',
    );
  });
});
