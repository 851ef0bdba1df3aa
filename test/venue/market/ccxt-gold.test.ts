/**
 * Are the hours of gold known when they are needed, at the price of one request an hour, and of none for crypto?
 */
import { describe, expect, it } from 'vitest';
import { PaperExchange } from '../../../lambda/adapters/paper-exchange.ts';
import type { PaperAccount } from '../../../lambda/core/paper/paper-account.ts';
import { phaseAt } from '../../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { NOON, botState, parameters } from '../../harness/builders.ts';
import { BOTH, opened, type Opened } from './market-reader.ts';

const SCHEDULE = 'GET /fapi/v1/tradingSchedule';
const GOLD = ['BTCUSDT', 'XAUUSDT'];

async function openedGold(): Promise<Opened> {
  const context = await opened(NOON + 2 * SECOND_MS, GOLD);
  context.venue.quote('XAUUSDT', { bid: 4_000, ask: 4_000.01 });
  return context;
}

/** What a tick shows of the hours of each symbol. */
async function phases({ venue, market }: Opened, tickMs = NOON, symbols = GOLD) {
  venue.timeMs = Math.max(venue.timeMs, tickMs + 2 * SECOND_MS);
  for (const symbol of symbols) venue.quote(symbol, { bid: 100, ask: 100.01 });
  const views = await market.observe(symbols, tickMs);
  return views.map((view) => phaseAt(view.market.sessions, tickMs));
}

describe('The hours of gold', () => {
  it('the hours of gold are read with its first tick, and once an hour from then on', async () => {
    const context = await openedGold();
    expect(await phases(context)).toEqual(['open', 'open']);
    for (let k = 1; k < 60; k += 1) await phases(context, NOON + k * MINUTE_MS);
    expect(context.venue.asked(SCHEDULE)).toHaveLength(1);
    await phases(context, NOON + 60 * MINUTE_MS);
    expect(context.venue.asked(SCHEDULE)).toHaveLength(2);
    expect(context.told()).toEqual([]);
  });

  it('the hours of crypto cost no request: it has none', async () => {
    const context = await opened();
    expect(await phases(context, NOON, BOTH)).toEqual(['open', 'open']);
    await context.market.observePrices(BOTH, NOON + 10 * SECOND_MS);
    expect(context.venue.asked(SCHEDULE)).toEqual([]);
    const [view] = await context.market.observe(BOTH, NOON);
    expect(view?.market).not.toHaveProperty('sessions');
  });

  it('the hours of gold are closed where its session ends, and open again with the next', async () => {
    const context = await openedGold();
    const session = (fromHour: number, toHour: number, type: 'REGULAR' | 'NO_TRADING') => ({
      startTime: NOON + fromHour * HOUR_MS,
      endTime: NOON + toHour * HOUR_MS,
      type,
    });
    context.venue.rules.tradingSchedules = {
      COMMODITY: [session(-5, 1, 'REGULAR'), session(1, 2, 'NO_TRADING'), session(2, 30, 'REGULAR')],
    };
    expect(await phases(context, NOON)).toEqual(['open', 'open']);
    expect(await phases(context, NOON + HOUR_MS)).toEqual(['open', 'closed']);
    expect(await phases(context, NOON + 2 * HOUR_MS)).toEqual(['open', 'open']);
  });
});

const TROUBLE = [
  ['is silent', { kind: 'silence' }],
  ['is not available', { kind: 'status', status: 503, body: '' }],
  ['states no schedule', { kind: 'body', body: '{"marketSchedules":{}}' }],
  [
    'states nonsense',
    { kind: 'body', body: '{"marketSchedules":{"COMMODITY":{"sessions":[{"startTime":"x"}]}}}' },
  ],
  ['answers with HTML', { kind: 'body', body: '<html>', type: 'text/html' }],
] as const;

describe('While the exchange', () => {
  it.each(TROUBLE)(
    '%s, the hours of gold are unknown until the next tick can read them',
    async (_, fault) => {
      const context = await openedGold();
      Object.assign(context.deadlines, { isHasty: fault.kind === 'silence', path: 'tradingSchedule' });
      context.venue.fail({ path: 'tradingSchedule', fault });
      const [bitcoin, gold] = await context.market.observe(GOLD, NOON);
      expect(phaseAt(bitcoin?.market.sessions, NOON)).toBe('open');
      expect(phaseAt(gold?.market.sessions, NOON)).toBe('unknown');
      expect([bitcoin?.quote, gold?.quote]).not.toContain(undefined);
      const [told, ...more] = context.told();
      expect(told).toMatch(/^XAUUSDT: its hours are unknown, and nothing is entered: /);
      expect(more).toEqual([]);
      context.deadlines.isHasty = false;
      expect(await phases(context, NOON + MINUTE_MS)).toEqual(['open', 'open']);
      expect(context.told()).toEqual([]);
    },
  );

  it.each(TROUBLE)(
    '%s, the hours that are known hold, and are asked for again in ten minutes',
    async (_, fault) => {
      const context = await openedGold();
      await phases(context);
      Object.assign(context.deadlines, { isHasty: fault.kind === 'silence', path: 'tradingSchedule' });
      context.venue.fail({ path: 'tradingSchedule', fault, forMs: 2 * HOUR_MS });
      expect(await phases(context, NOON + HOUR_MS)).toEqual(['open', 'open']);
      expect(context.told()).toEqual([
        expect.stringMatching(/^XAUUSDT: its hours could not be read again, and those known up to .* hold: /),
      ]);
      for (let k = 1; k < 10; k += 1) await phases(context, NOON + HOUR_MS + k * MINUTE_MS);
      expect(context.told()).toEqual([]);
      await phases(context, NOON + HOUR_MS + 10 * MINUTE_MS);
      expect(context.told()).toHaveLength(1);
    },
  );
});

const FUNDING = 'GET /fapi/v1/fundingInfo';

/** What a long of gold on paper has paid by a tick so many minutes after noon, held since five minutes before it. */
async function paidBy(context: Opened, minutes: number, heldMinutes = 5) {
  const tickMs = NOON + minutes * MINUTE_MS;
  context.venue.timeMs = tickMs + 2 * SECOND_MS;
  context.venue.quote('XAUUSDT', { bid: 100, ask: 100.01 });
  const metToMs = tickMs - heldMinutes * MINUTE_MS + 1;
  const account: PaperAccount = {
    positions: [{ symbol: 'XAUUSDT', side: 'long', quantity: 6, metToMs }],
    orders: [],
  };
  const views = await context.market.observe(['XAUUSDT'], tickMs);
  const exchange = new PaperExchange(context.market);
  const cost = parameters({ fundingPct: 0.01 });
  const { activities } = await exchange.syncAccount(views, botState({ account }), cost);
  return activities.map((activity) => (activity.kind === 'funding' ? activity.paidUsd : activity.kind));
}

/** Of 6 at 100. */
const EIGHT_HOURS = 0.06e8;

describe('Funding of gold on paper', () => {
  it('funding of gold on paper is charged as often as the exchange says now, its share of eight hours each time', async () => {
    const context = await openedGold();
    expect(await paidBy(context, 2 * 60 + 1)).toEqual([]);
    context.venue.rules.fundingOf = { XAUUSDT: { intervalHours: 1, capPct: 0.05 } };
    expect(await paidBy(context, 3 * 60 + 1)).toEqual([EIGHT_HOURS / 8]);
    context.venue.rules.fundingOf = { XAUUSDT: { intervalHours: 4, capPct: 0.05 } };
    expect(await paidBy(context, 4 * 60 + 1)).toEqual([EIGHT_HOURS / 2]);
    expect(await paidBy(context, 5 * 60 + 1)).toEqual([]);
    expect(context.told()).toEqual([]);
  });

  it('funding of gold on paper is no more than the exchange charges at most', async () => {
    const context = await openedGold();
    context.venue.rules.fundingOf = { XAUUSDT: { intervalHours: 4, capPct: 0.001 } };
    expect(await paidBy(context, 4 * 60 + 1)).toEqual([EIGHT_HOURS / 10]);
  });

  it('funding of gold on paper is asked for where a position meets a full hour, once in it', async () => {
    const context = await openedGold();
    await paidBy(context, 20);
    expect(context.venue.asked(FUNDING)).toEqual([]);
    await paidBy(context, 4 * 60 + 1);
    await paidBy(context, 4 * 60 + 2);
    expect(context.venue.asked(FUNDING)).toHaveLength(1);
  });

  it('funding of gold on paper is charged as it was known while it cannot be read, and that is told', async () => {
    const context = await openedGold();
    context.venue.rules.fundingOf = { XAUUSDT: { intervalHours: 4, capPct: 0.05 } };
    expect(await paidBy(context, 3 * 60 + 1)).toEqual([]);
    context.venue.fail({ path: 'fundingInfo', fault: { kind: 'body', body: '[{"symbol":"XAUUSDT"}]' } });
    expect(await paidBy(context, 4 * 60 + 1)).toEqual([EIGHT_HOURS / 2]);
    expect(context.told()).toEqual([
      expect.stringMatching(
        /^XAUUSDT: the interval of its funding could not be read: .*fundingIntervalHours/,
      ),
    ]);
  });
});
