/**
 * Is a day of one mode one day, however often the bot changes between paper and real money?
 */
import { describe, expect, it } from 'vitest';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { beginEpoch, beginWithoutItem } from '../../../lambda/core/control/epoch.ts';
import { changeMode, changePlace } from '../../../lambda/core/control/mode.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { denialOf, exposureOf } from '../../../lambda/core/risk/entry-gates.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import { BEGINNER_ID, NOON, at, entryOrder, parameters, position, trade } from '../../harness/builders.ts';

const begins = { beginnerId: BEGINNER_ID };
const newBot = () => newPaperBot('bot', 1, usd(2000), at('11:00'));
const STOPPED: LedgerEvent = {
  kind: 'stopped',
  atMs: at('12:02'),
  cause: 'loss',
  realisedUsd: usd(-79),
  unrealisedUsd: usd(-1),
  limitUsd: usd(80),
};

const to = (state: BotState, mode: 'live' | 'paper', atMs: number) =>
  changeMode(state, { to: mode, balanceUsd: usd(mode === 'live' ? 1_900 : 2_000), ...begins, atMs });

/** One trade more, with that result. */
function traded(state: BotState, net: number): BotState {
  const tradeId = state.ledger.tradeCount + 1;
  const { decision } = entryOrder();
  const opened = {
    kind: 'opened',
    atMs: NOON,
    position: position({ tradeId }),
    decision,
    fills: [],
  } as const;
  const closed = { kind: 'closed', atMs: NOON, trade: trade(net, { tradeId }), fills: [] } as const;
  return [opened, closed].reduce<BotState>(recordEvent, state);
}

const dayIn = ({ ledger }: BotState) => ({
  lost: ledger.realisedTodayUsd,
  trades: ledger.today?.trades,
  stoppedAtMs: ledger.stoppedAtMs,
});

const NEW_DAY = { lost: 0, trades: 0, stoppedAtMs: undefined };

/** Live, and 79 dollars lost; on paper since. Made by each test: what makes them is what is tested. */
const lost = () => traded(to(newBot(), 'live', at('11:30')), -79);
const left = () => to(lost(), 'paper', at('12:10'));

describe('a day of real money', () => {
  it('a day of real money goes on when the bot comes back from paper, with what it has lost and whom it denies', () => {
    expect(dayIn(left())).toEqual(NEW_DAY);
    const back = to(traded(left(), -5), 'live', at('12:20'));
    expect(dayIn(back)).toEqual({ lost: usd(-79), trades: 1, stoppedAtMs: undefined });
    expect(back.ledger).toMatchObject({
      balanceUsd: usd(1_900),
      dayStartBalanceUsd: usd(1_900),
      rowCount: 1,
    });
    const gates = { symbol: 'BTC', state: back, tickMs: at('12:21'), parameters: parameters() };
    expect(denialOf({ ...gates, exposure: exposureOf(back, parameters()) })).toBe('budget');
    expect(rebuild(back, []).differences).toEqual([]);
    expect(back.outbox.alerts.at(-1)?.did).toContain('with the -79.00 USDT that it has realised before');
  });

  it('a day of real money stays stopped until it is over, with its reason', () => {
    const stopped = recordEvent(lost(), STOPPED);
    const { kind: _, atMs: stoppedAtMs, ...stop } = STOPPED;
    const back = to(to(stopped, 'paper', at('12:10')), 'live', at('12:20'));
    expect(back.ledger).toMatchObject({ stoppedAtMs, stop });
    const next = recordEvent(back, { kind: 'day-started', atMs: at('00:00') + DAY_MS });
    expect(next.ledger.stoppedAtMs).toBeUndefined();
  });

  it('a day of real money is over at 00:00 UTC, on paper too', () => {
    const nextDay = at('00:00') + DAY_MS;
    expect(dayIn(to(left(), 'live', nextDay - MINUTE_MS)).lost).toBe(usd(-79));
    expect(dayIn(to(left(), 'live', nextDay))).toEqual(NEW_DAY);
    expect(recordEvent(left(), { kind: 'day-started', atMs: nextDay }).ledger).not.toHaveProperty('leftDay');
    // Where the mode changes before the tick has begun the day.
    expect(to(lost(), 'paper', nextDay).ledger).not.toHaveProperty('leftDay');
  });

  it('a day of real money is kept whatever has happened in it, and with nothing that has not', () => {
    const { ledger } = left();
    expect(ledger.leftDay).toStrictEqual({
      dayMs: at('00:00'),
      realisedTodayUsd: usd(-79),
      today: lost().ledger.today,
    });
    const live = () => to(newBot(), 'live', at('11:30'));
    const even = to(traded(live(), 0), 'paper', at('12:10'));
    expect(dayIn(to(even, 'live', at('12:20')))).toEqual({ lost: 0, trades: 1, stoppedAtMs: undefined });
    const stopped = to(recordEvent(live(), STOPPED), 'paper', at('12:10'));
    expect(dayIn(to(stopped, 'live', at('12:20')))).toEqual({ ...NEW_DAY, stoppedAtMs: at('12:02') });
    // As it was stored by a release that counted no trades.
    const { ledger: uncounted } = lost();
    const earlier = to({ ...lost(), ledger: { ...uncounted, today: undefined } }, 'paper', at('12:10'));
    expect(earlier.ledger.leftDay).toStrictEqual({ dayMs: at('00:00'), realisedTodayUsd: usd(-79) });
  });

  it('a day of real money and one of paper go on side by side', () => {
    const paper = to(to(traded(left(), -5), 'live', at('12:20')), 'paper', at('12:30'));
    expect(dayIn(paper)).toEqual({ lost: usd(-5), trades: 1, stoppedAtMs: undefined });
    expect(dayIn(to(traded(paper, 3), 'live', at('12:40'))).lost).toBe(usd(-79));
  });

  it('a day of real money outlasts a bot that is begun anew on paper, whose own day is new', () => {
    const asked = { by: 'ada', why: 'used up' };
    const anew = { ...begins, atMs: at('12:20'), balanceUsd: usd(500), account: EMPTY_ACCOUNT, asked };
    const begun = beginEpoch(traded(left(), -5), anew);
    expect(dayIn(begun)).toEqual(NEW_DAY);
    expect(dayIn(to(begun, 'live', at('12:30'))).lost).toBe(usd(-79));
  });
});

describe('no day goes on', () => {
  it('no day goes on at the demo, or in another settlement currency', () => {
    const change = { ...begins, atMs: at('12:20'), balanceUsd: usd(2_000) };
    const demo = changePlace(left(), { ...change, isDemo: true });
    expect(dayIn(demo)).toEqual(NEW_DAY);
    expect(dayIn(to(demo, 'live', at('12:30')))).toEqual(NEW_DAY);
    const usdc = changePlace(left(), { ...change, isDemo: false, currency: 'USDC' });
    expect(dayIn(usdc)).toEqual(NEW_DAY);
    expect(dayIn(to(usdc, 'live', at('12:30')))).toEqual(NEW_DAY);
  });

  it('no day goes on of which nothing is known: nothing was traded, or the item is missing', () => {
    expect(to(to(newBot(), 'live', at('11:30')), 'paper', at('11:40')).ledger).not.toHaveProperty('leftDay');
    const asked = { by: 'ada', why: '' };
    const beginning = { ...begins, atMs: at('12:20'), balanceUsd: usd(500), asked };
    const { ledger } = left();
    const begun = beginWithoutItem('bot', { lastEpoch: ledger.epoch, lost: ledger }, beginning);
    expect(dayIn(to(begun, 'live', at('12:30')))).toEqual(NEW_DAY);
  });
});
