/**
 * Does the screen of `scalper status` say how the bot stands?
 */
import { describe, expect, it } from 'vitest';
import { statusOf } from '../../../infra/cli/reports/bot-status.ts';
import { statusReport } from '../../../infra/cli/reports/status-report.ts';
import { statusScreen } from '../../../infra/cli/screens/status-screen.ts';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import { raiseAlert, recordEvent } from '../../../lambda/core/bot-state.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { usd } from '../../../lambda/core/units.ts';
import { NOON, at, entryOrder, stopOrder, trade } from '../../harness/builders.ts';
import { LOST, OPENED, commandOf, kept, screen, section } from './kept-bot.ts';

describe('the status screen', () => {
  it('the status screen shows everything at once', () => {
    const bot = kept([OPENED, { kind: 'recovery', atMs: at('12:01'), tradeId: 1, price: 99.8 }], {
      orders: [stopOrder(), { ...entryOrder({ symbol: 'ETH', tradeId: 2 }), status: 'unknown' }],
    });
    expect(`\n${screen(bot)}\n`).toBe(`
Bot bot  paper · last tick 2026-01-05 12:02 UTC
SYNTHETIC market, seed 7 · BTC
run 260105-120000-k3f · unfinished: start goes on with the same options

  balance       2,000.00 USD, settled in USDT
  2026-01-05        0.00 USD, the limit of the day is -80.00
  state         trading: entries are allowed
  streak        0 losses in a row; 4 in a row cause a pause
  entries       2 in the last hour, of at most 30
  open          BTC  long  100  stop 99.75  target 100.15
                  worth unknown: no price was seen
                  2 min old, in recovery since 12:01 UTC
  orders        unknown: entry of the long ETH (bot-1-1-e)
                1 resting at the exchange
  undelivered   nothing
  commands      none waiting

  trades              0        wins                  0
  gross            0.00 USD    win rate              unknown
  fees             0.00        break-even win rate   unknown
  slippage         0.00        within gross
  funding          0.00
  net              0.00 USD
`);
  });

  it('the status screen says play money where it is play money, and live where it is real', () => {
    const { state } = kept([]);
    const first = (account: 'kept' | 'none', isDemo: boolean, mode?: 'live') => {
      const ledger = { ...state.ledger, ...(isDemo && { isDemo: true as const }) };
      const item = {
        ...state,
        ledger,
        ...(account === 'none' && { account: undefined }),
        ...(mode && { parameters: { mode } }),
      };
      const bot = { ...kept([]), state: item };
      const { mode: traded, isDemo: told } = statusReport(statusOf(bot));
      return [traded, told, screen(bot, 200).split('\n')[0]?.replace('Bot bot  ', '').split(' · ')[0]];
    };
    expect(first('none', false, 'live')).toEqual(['live', false, 'live']);
    expect(first('none', true, 'live')).toEqual(['demo', true, "DEMO: play money at the exchange's demo"]);
    expect(first('kept', true)).toEqual(['paper', true, "paper, at the prices of the exchange's demo"]);
    expect(first('kept', true, 'live')[2]).toBe(
      "paper, at the prices of the exchange's demo (mode=live also needs demo: true in infra/stages.ts, a flat bot and a passed preflight)",
    );
    expect(first('kept', false, 'live')[2]).toBe(
      'paper (mode=live also needs allowLive or demo in infra/stages.ts, a flat bot and a passed preflight)',
    );
  });

  it('the status screen says how much of the limit is used, by the parameters in force', () => {
    const bot = kept([OPENED, LOST]);
    expect(section(screen(bot), '2026-01-05')).toEqual([
      '  -10.00 USD, the limit of the day is -80.00, 13 % used',
    ]);
    const changed = { ...bot.state, parameters: { dailyLossPct: 1 } };
    const other = screen({ ...bot, state: changed, run: undefined });
    expect(section(other, '2026-01-05')).toEqual(['  -10.00 USD, the limit of the day is -20.00, 50 % used']);
    expect(other.split('\n')[1]).toBe('');
  });

  it('the status screen has the figures of the run from the item, and says since when where that is not its beginning', () => {
    const { state } = kept([OPENED, LOST]);
    const { run: _, ...early } = state.ledger;
    const next: LedgerEvent = { kind: 'day-started', atMs: at('2026-01-06T00:00') };
    const upgraded = { ...state, ledger: early };
    expect(screen(kept([OPENED, LOST]))).toContain('\n  trades              1        wins ');
    expect(screen({ ...kept([]), state: upgraded })).toMatch(
      /\n {2}trades +counted from the next UTC day on/,
    );
    const after = screen({ ...kept([]), state: [next, OPENED, LOST].reduce(recordEvent, upgraded) });
    expect(after).toContain(
      '  since 2026-01-06 00:00 UTC, when this release began to count:\n  trades              1',
    );
    expect(statusReport(statusOf({ ...kept([]), state: upgraded }))).toMatchObject({
      trades: null,
      netUsd: null,
    });
  });

  it('the status screen says of funding in words whether it was paid or received', () => {
    const funded = (fundingUsd: number): LedgerEvent => ({
      kind: 'closed',
      atMs: NOON,
      trade: { ...trade(-10), fundingUsd: usd(fundingUsd) },
      fills: [],
    });
    expect(screen(kept([OPENED, funded(-0.06)]))).toContain('\n  funding          0.06 received\n');
    expect(screen(kept([OPENED, funded(0.06)]))).toContain('\n  funding          0.06 paid\n');
  });

  it('the status screen says what waits for delivery, and which commands wait', () => {
    const bot = kept([]);
    const told = raiseAlert(recordEvent(bot.state, OPENED), {
      atMs: NOON,
      ...haltedAlert('a', 'k3f9ab'),
    });
    const text = screen({
      ...bot,
      state: told,
      commands: [commandOf('pause', 'lunch'), commandOf('flatten')],
    });
    expect(section(text, 'undelivered')).toEqual([
      'at most 1 ledger row and 1 alert: the next tick delivers what is left',
    ]);
    expect(section(text, 'commands')).toEqual([
      'pause, by ada at 2026-01-05 11:58: lunch; left for the next tick',
      'flatten, by ada at 2026-01-05 11:58; left for the next tick',
    ]);
    const narrow = screen({ ...bot, state: { ...told, outbox: { ...told.outbox, alerts: [] } } }, 60);
    expect(section(narrow, 'undelivered')).toEqual([
      'at most 1 ledger row: the next tick delivers',
      'what is left',
    ]);
    const consumed = { ...told, consumedCommandIds: ['1-pause'] };
    expect(screen({ ...bot, state: consumed, commands: [commandOf('pause')] })).toContain('none waiting');
  });
});

describe('the worth of what is open', () => {
  const costs = { parameters: { takerFeePct: 0.05, slippageBps: 0 } };
  const seenAt = (time: string) =>
    kept([OPENED], { ...costs, seenPrices: [{ tradeId: 1, price: 100.1, atMs: at(time) + 10_000 }] });
  // 6 × 0.10 of gain, 0.05 % of 600.60 of fee.
  const NET = 0.2997;
  const worth = (bot: ReturnType<typeof kept>, nowMs?: number) =>
    section(statusScreen(statusOf(bot), 100, nowMs).join('\n'), 'open')[1];

  it('the worth of what is open is that of the price last seen, and as of when', () => {
    expect(worth(seenAt('12:02'))).toBe('  now 100.1, 0.30 USD net if closed, as of 12:02 UTC');
    expect(statusReport(statusOf(seenAt('12:02'))).positions).toMatchObject([
      { tradeId: 1, seen: { price: 100.1, atMs: at('12:02') + 10_000, netUsd: NET } },
    ]);
    expect(statusReport(statusOf(kept([OPENED]))).positions).toMatchObject([{ seen: null }]);
  });

  it('the worth of what is open is told as old after two minutes, by the clock of whoever looks', () => {
    const bot = seenAt('12:02');
    const old = '  last seen at 100.1, 0.30 USD net, as of 2026-01-05 12:02 UTC, 3 min old';
    expect(worth(bot, at('12:04') + 10_000)).toBe('  now 100.1, 0.30 USD net if closed, as of 12:02 UTC');
    expect(worth(bot, at('12:04') + 10_001)).toBe(old.replace('3 min', '2 min'));
    expect(worth(bot, at('12:05') + 10_000)).toBe(old);
    // Without a clock: as of the last tick.
    expect(worth(seenAt('11:59'))).toContain('11:59 UTC, 3 min old');
  });
});

describe('what is open', () => {
  it('fits into a terminal of 80 columns with prices of six digits', () => {
    const dear = { entryPrice: 197_531.25, stopPrice: 197_190.51, takeProfitPrice: 197_604.12 };
    const bot = kept([OPENED, { kind: 'recovery', atMs: at('12:01'), tradeId: 1, price: 99.8 }]);
    const [position] = bot.state.ledger.positions;
    if (position === undefined) throw new Error('nothing is open');
    const positions = [{ ...position, ...dear, symbol: '1000SHIBUSDT' }];
    const state = { ...bot.state, ledger: { ...bot.state.ledger, positions } };
    expect(section(screen({ ...bot, state }, 80), 'open')).toEqual([
      '1000SHIBUSDT long 197,531.25 stop 197,190.51 target 197,604.12',
      '  worth unknown: no price was seen',
      '  no hard stop at the exchange',
      '  2 min old, in recovery since 12:01 UTC',
    ]);
  });
});

describe('an open position without a stop', () => {
  const naked = (changes: Parameters<typeof kept>[1]) => {
    const bot = kept([OPENED], changes);
    const lines = section(statusScreen(statusOf(bot), 80, at('12:05')).join('\n'), 'open');
    const [position] = statusReport(statusOf(bot)).positions;
    return [lines[2], position?.isProtected, position?.unprotectedSinceMs];
  };

  it('an open position without a stop says so, and since when where that is known', () => {
    const since = { unprotectedSoFar: [{ tradeId: 1, spans: [], sinceMs: at('12:02') + 30_000 }] };
    const words = '  no hard stop at the exchange since 12:02:30 UTC, 2 min 30 s';
    expect(naked(since)).toEqual([words, false, at('12:02') + 30_000]);
    expect(naked({})).toEqual(['  no hard stop at the exchange', false, null]);
    expect(naked({ orders: [stopOrder()] })).toEqual(['  2 min old', true, null]);
  });
});

it('a price that no amount can be reckoned with is told of the item', () => {
  const absurd = kept([OPENED], { seenPrices: [{ tradeId: 1, price: 1e300, atMs: NOON }] });
  expect(() => statusOf(absurd)).toThrow('the item of bot bot cannot be right');
});

describe('the status of a bot to which the exchange says no', () => {
  const FAILING = kept([OPENED], {
    unreadAccount: { sinceMs: at('11:58'), cause: 'HTTP 503', alertedAtMs: at('12:01') },
    entryRejections: [
      { reason: 'clock', symbols: ['BTC'], count: 1, sinceMs: NOON, lastMs: NOON, cause: 'Late.' },
      { reason: 'over', symbols: [], count: 9, sinceMs: NOON, lastMs: NOON, cause: 'No margin.' },
    ],
  });

  it('the status of such a bot says since when the account is unread, and which entries are rejected', () => {
    const text = screen(FAILING);
    expect(section(text, 'state')).toEqual([
      'ACCOUNT OR PRICES UNREAD',
      'what is open cannot be read since 2026-01-05 11:58 UTC: HTTP 503',
      'While the account itself cannot be read, nothing is opened.',
      'ENTRIES REJECTED by the exchange',
      expect.stringMatching(/^1 entry in BTC rejected since 2026-01-05 12:00 UTC: Late\./),
      'The bot tries again with the next signal. Money and settings:',
      '`./scalper preflight --bot bot`',
    ]);
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
