/**
 * Can a test in any language say what goes wrong, what is different and what happens?
 */
import { describe, expect, it } from 'vitest';
import type { BinanceVenue } from '../binance-venue.ts';
import { ALGO, ORDER, ORDERS, codeOf, rawClient } from '../raw-client.ts';
import { tradingVenue } from '../venue-clients.ts';

async function tell(
  venue: BinanceVenue,
  what: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly answer: unknown }> {
  const [method = 'GET', path = ''] = what.split(' ');
  const response = await fetch(`${venue.baseUrl}/venue/${path}`, {
    method,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, answer: await response.json() };
}

describe('/venue/faults', () => {
  it('/venue/faults scripts what goes wrong, lists it with how often it was met, and forgets it', async () => {
    const venue = await tradingVenue();
    const ask = rawClient(venue);
    const stops = { order: 'stop', fault: { kind: 'refusal', code: -4014 }, times: 'always' };
    const exits = { clientId: { pattern: '-x$' }, fault: 'too many requests', forMs: 1_000 };
    expect(await tell(venue, 'POST faults', [stops, exits])).toEqual({
      status: 200,
      answer: { scripted: 2 },
    });
    await ask(ORDER, ORDERS.entry);
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe(-4014);
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe(-4014);
    expect((await ask(ORDER, ORDERS.exit)).status).toBe(429);
    expect((await tell(venue, 'GET faults')).answer).toMatchObject([
      { order: 'stop', met: 2 },
      { clientId: '/-x$/', met: 1 },
    ]);
    await tell(venue, 'DELETE faults');
    expect(await codeOf(ask(ALGO, ORDERS.stop))).toBe('ok');
  });

  it('/venue/faults takes one script as well, and refuses what it does not understand', async () => {
    const venue = await tradingVenue();
    expect((await tell(venue, 'POST faults', { fault: 'reset', path: 'time' })).status).toBe(200);
    const unknown = await tell(venue, 'POST faults', { fault: 'a flood' });
    expect([unknown.status, JSON.stringify(unknown.answer)]).toEqual([
      400,
      expect.stringContaining('no trouble is called a flood'),
    ]);
    const misspelt = await tell(venue, 'POST faults', { fault: 'reset', oder: 'stop' });
    expect([misspelt.status, JSON.stringify(misspelt.answer)]).toEqual([
      400,
      expect.stringContaining('oder'),
    ]);
    expect((await tell(venue, 'POST faults', '{')).status).toBe(400);
    expect(venue.faults.all).toHaveLength(1);
  });
});

describe('/venue/rules', () => {
  it('/venue/rules changes those that are sent, and shows all', async () => {
    const venue = await tradingVenue();
    const changed = {
      duplicateAlgoIdCode: -20_132,
      feesOf: { BTCUSDT: { takerFeePct: 0.04, makerFeePct: 0 } },
    };
    await tell(venue, 'PATCH rules', changed);
    expect((await tell(venue, 'GET rules')).answer).toMatchObject({ ...changed, slippageBps: 0.5 });
    await rawClient(venue)(ORDER, ORDERS.entry);
    expect(venue.books.tradesInWords()).toEqual([
      'BUY 0.006 BTCUSDT at 95004.9, fee 0.22801176 USDT, realised 0.00000000',
    ]);
    expect((await tell(venue, 'PATCH rules', { duplicateAlgoIdCode: 5 })).status).toBe(400);
  });
});

describe('/venue/events', () => {
  it('/venue/events lets prices move, time pass, owners trade and money come, in that order', async () => {
    const venue = await tradingVenue();
    const startMs = venue.timeMs;
    const hiddenMs = { trades: 'ever' };
    const { answer } = await tell(venue, 'POST events', [
      { kind: 'quote', symbol: 'BTCUSDT', bid: 96_000, ask: 96_000.1 },
      { kind: 'order', symbol: 'BTCUSDT', side: 'BUY', quantity: 0.001, hiddenMs },
      { kind: 'time', passedMs: 60_000 },
      { kind: 'income', type: 'WELCOME_BONUS', amount: 5 },
    ]);
    expect(answer).toEqual({ timeMs: startMs + 60_000 });
    expect((await tell(venue, 'GET report')).answer).toMatchObject({
      timeMs: startMs + 60_000,
      wallets: { USDT: '2004.95199750' },
      positions: ['BTCUSDT 0.001 at 96005'],
      duplicates: [],
      unprotected: [{ symbol: 'BTCUSDT', totalMs: 60_000 }],
      weightByMinute: {},
    });
    expect((await rawClient(venue)('GET /fapi/v1/userTrades', { symbol: 'BTCUSDT' })).body).toEqual([]);
  });

  it('/venue/events refuses what cannot happen', async () => {
    const venue = await tradingVenue();
    const gone = await tell(venue, 'POST events', { kind: 'take-over', symbol: 'BTCUSDT', by: 'adl' });
    expect(gone).toEqual({ status: 400, answer: { error: 'there is no position in BTCUSDT to take over' } });
    const unknown = { kind: 'market', symbol: 'NOTHING', change: { status: 'SETTLING' } };
    expect((await tell(venue, 'POST events', unknown)).status).toBe(400);
    const small = { kind: 'order', symbol: 'BTCUSDT', side: 'BUY', quantity: 0.0001 };
    expect((await tell(venue, 'POST events', small)).answer).toEqual({
      error: 'Precision is over the maximum defined for this asset.',
    });
  });
});

it('/venue/requests has what was asked of Binance, and nothing of itself', async () => {
  const venue = await tradingVenue();
  await rawClient(venue)('GET /fapi/v1/time');
  expect((await tell(venue, 'GET requests')).answer).toMatchObject([{ path: '/fapi/v1/time', weight: 1 }]);
  const lost = await tell(venue, 'GET nothing');
  expect([lost.status, JSON.stringify(lost.answer)]).toEqual([404, expect.stringContaining('POST faults')]);
});
