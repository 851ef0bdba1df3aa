/**
 * Are the trading sessions of a recorded market those that were asked for, and is whatever cannot be had refused?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../../infra/input-error.ts';
import { chooseMarket, type MarketRequest } from '../../../infra/market/market-source.ts';
import { sessionChoice } from '../../../infra/market/sessions/session-source.ts';
import { sessionWords } from '../../../infra/market/sessions/session-note.ts';
import { phaseAt, sessionEndMs } from '../../../lambda/core/trading-sessions.ts';
import { HOUR_MS, MINUTE_MS } from '../../../lambda/core/units.ts';
import { MAY_MS, folder, plainText, row } from '../../harness/candle-writing.ts';

const iso = (minute: number) => new Date(MAY_MS + minute * MINUTE_MS).toISOString();
const ms = (minute: number) => MAY_MS + minute * MINUTE_MS;
const minutesOf = (from: number, to: number) => Array.from({ length: to - from }, (_, k) => row(from + k));

/** Three hours of gold, of which the second one is closed; the exchange shows it all the same. */
const THIN = minutesOf(0, 180);
const LIST = [
  { startTime: ms(0), endTime: ms(60), type: 'REGULAR' },
  { startTime: ms(60), endTime: ms(120), type: 'NO_TRADING' },
  { startTime: ms(120), endTime: ms(240), type: 'REGULAR' },
];
const ANSWER = { updateTime: ms(0), marketSchedules: { COMMODITY: { sessions: LIST } } };
const TWO = { marketSchedules: { EQUITY: { sessions: LIST.slice(0, 1) }, COMMODITY: { sessions: LIST } } };

/** @param files by name; candles are CSV, everything else JSON. */
async function written(files: Readonly<Record<string, unknown>>): Promise<string> {
  const texts = Object.entries(files).map(([name, content]) => {
    return [name, typeof content === 'string' ? content : JSON.stringify(content)] as const;
  });
  return folder(Object.fromEntries(texts));
}

async function goldBy(sessions: unknown, choice = 'XAUUSDT=$FILE', changes: Partial<MarketRequest> = {}) {
  const home = await written({ 'XAUUSDT-1m-2025-05.csv': plainText(THIN), 'hours.json': sessions });
  const candles = [join(home, 'XAUUSDT-1m-2025-05.csv')];
  const chosen = sessionChoice(choice.replace('$FILE', join(home, 'hours.json')));
  return chooseMarket({ candles, sessions: [chosen], ...changes });
}

const refusal = (market: Promise<unknown>): Promise<unknown> =>
  market.then(
    () => 'not refused',
    (error: unknown) => error,
  );

describe('sessions from a file', () => {
  it.each([
    ["the exchange's answer", ANSWER],
    ['a list', LIST],
    [
      'a list of what is open, with dates',
      [
        { startTime: iso(0), endTime: iso(60) },
        { startTime: iso(120), endTime: iso(240) },
      ],
    ],
    [
      'an answer that says which of its markets a symbol follows',
      { ...TWO, follows: { XAUUSDT: 'COMMODITY' } },
    ],
  ])('sessions from a file that is %s leave out the candles of closed minutes', async (_, sessions) => {
    const market = await goldBy(sessions, '$FILE');
    const [gold] = market.symbols;
    expect(gold!.candles.length).toBe(120);
    expect(phaseAt(gold!.sessions, ms(60))).toBe('closed');
    expect(sessionEndMs(gold!.sessions, ms(0))).toBe(ms(60));
    expect(market.sessionNotes).toMatchObject([{ symbol: 'XAUUSDT', sessions: 2, closedCandles: 60 }]);
    expect(sessionWords(market.sessionNotes![0]!)).toMatch(
      /^XAUUSDT 2 by \/.*hours\.json, 60 candles of closed minutes left out$/,
    );
  });

  it('sessions from a file of several markets are those of the one that is named', async () => {
    const market = await goldBy(TWO, 'XAUUSDT=$FILE#COMMODITY');
    expect(market.symbols[0]!.candles.length).toBe(120);
  });

  it.each<[string, unknown, string, RegExp]>([
    [
      'several markets, none of them named',
      TWO,
      '$FILE',
      /holds the sessions of EQUITY, COMMODITY, and .* write XAUUSDT=.*#EQUITY/,
    ],
    [
      'a market that is not in it',
      ANSWER,
      '$FILE#EQUITY',
      /not a schedule of EQUITY: it is not among those stated/,
    ],
    [
      'no sessions at all',
      { hours: 24 },
      '$FILE',
      /holds no sessions: it must be an answer of tradingSchedule, or a list/,
    ],
    ['no JSON', 'closed at night', '$FILE', /hours\.json/],
    [
      'sessions that contradict each other',
      [LIST[0], { ...LIST[1], startTime: ms(30) }],
      '$FILE',
      /share the time from/,
    ],
    [
      'fewer hours than are traded',
      LIST.slice(0, 2),
      '$FILE',
      /knows 2025-05-01 00:00 UTC to 2025-05-01 02:00 UTC, and XAUUSDT is traded from .* 03:00 UTC: choose a part with --from and --to/,
    ],
    [
      'a symbol that is not there',
      ANSWER,
      'XAGUSDT=$FILE',
      /no candles of XAGUSDT; there are those of XAUUSDT/,
    ],
    ['a file that is not there', ANSWER, '$FILE.gone', /cannot read .*hours\.json\.gone/],
  ])('sessions from a file with %s are refused', async (_, sessions, choice, words) => {
    const error = await refusal(goldBy(sessions, choice));
    expect(error).toBeInstanceOf(InputError);
    expect(String(error)).toMatch(words);
  });

  it('sessions from a file that ends early are enough for the part that they know', async () => {
    const market = await goldBy(LIST.slice(0, 2), '$FILE', { toMs: ms(90) });
    expect(market.symbols[0]!.candles.length).toBe(60);
  });
});

describe('sessions from gaps', () => {
  const GAPPED = plainText([...minutesOf(0, 60), ...minutesOf(90, 120), ...minutesOf(149, 170)]);

  async function gapped(...choices: readonly string[]) {
    const home = await written({
      'XAUUSDT-1m-2025-05.csv': GAPPED,
      'BTCUSDT-1m-2025-05.csv': plainText(minutesOf(0, 170)),
    });
    return chooseMarket({ candles: [home], sessions: choices.map(sessionChoice) });
  }
  const sessionsOf = (market: Awaited<ReturnType<typeof gapped>>) =>
    Object.fromEntries(market.symbols.map(({ symbol, sessions }) => [symbol, sessions]));

  it('sessions from gaps close for half an hour and more, and not for a minute less', async () => {
    const { XAUUSDT, BTCUSDT } = sessionsOf(await gapped('gaps'));
    expect(XAUUSDT?.sessions).toEqual([
      { startMs: ms(0), endMs: ms(60) },
      { startMs: ms(90), endMs: Infinity },
    ]);
    expect(BTCUSDT).toBeUndefined();
    expect(phaseAt(XAUUSDT, ms(130))).toBe('open');
  });

  it('sessions from gaps are those of the symbols that are named, and the last word counts', async () => {
    expect(sessionsOf(await gapped('BTCUSDT=gaps'))).toEqual({ XAUUSDT: undefined, BTCUSDT: undefined });
    expect(sessionsOf(await gapped('gaps', 'XAUUSDT=off'))['XAUUSDT']).toBeUndefined();
    expect(sessionsOf(await gapped('off', 'XAUUSDT=gaps'))['XAUUSDT']).toBeDefined();
  });

  it('sessions from gaps know the close that comes after the part that is traded', async () => {
    const home = await written({ 'XAUUSDT-1m-2025-05.csv': GAPPED });
    const market = await chooseMarket({ candles: [home], sessions: [{ source: 'gaps' }], toMs: ms(59) });
    expect(sessionEndMs(market.symbols[0]!.sessions, ms(58))).toBe(ms(60));
  });
});

describe('without a choice', () => {
  it('without a choice recorded markets never close, and synthetic gold does unless that is off', async () => {
    const home = await written({ 'XAUUSDT-1m-2025-05.csv': plainText(THIN) });
    const recorded = await chooseMarket({ candles: [home] });
    expect(recorded.symbols[0]).not.toHaveProperty('sessions');
    expect(recorded).not.toHaveProperty('sessionNotes');
    const gold = await chooseMarket({ symbols: ['XAUUSDT'] });
    expect(gold.sessionNotes).toMatchObject([{ symbol: 'XAUUSDT', source: 'synthetic', closedCandles: 0 }]);
    const always = await chooseMarket({ symbols: ['XAUUSDT'], sessions: [{ source: 'off' }] });
    expect(always.symbols[0]).not.toHaveProperty('sessions');
    expect(always.symbols[0]!.candles.length).toBe(gold.symbols[0]!.candles.length);
    expect(gold.toMs - gold.fromMs).toBeLessThanOrEqual(24 * HOUR_MS);
  });

  it('a choice of several symbols has to say of which its file is', async () => {
    const home = await written({
      'XAUUSDT-1m-2025-05.csv': plainText(THIN),
      'BTCUSDT-1m-2025-05.csv': plainText(THIN),
      'hours.json': LIST,
    });
    const candles = ['XAUUSDT', 'BTCUSDT'].map((symbol) => join(home, `${symbol}-1m-2025-05.csv`));
    const error = await refusal(
      chooseMarket({ candles, sessions: [sessionChoice(join(home, 'hours.json'))] }),
    );
    expect(String(error)).toMatch(/say of which symbol it is, such as (XAU|BTC)USDT=/);
  });
});
