/**
 * Are weeks of trading sessions that were gathered one by one those of one long answer, and is a week between them unknown?
 */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InputError } from '../../../infra/input-error.ts';
import {
  OWN_BEGINNING,
  mergeMarket,
  missingSpans,
  parseSaved,
  savedText,
  type SavedMarket,
} from '../../../infra/market/sessions/saved-schedule.ts';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import { sessionChoice } from '../../../infra/market/sessions/session-source.ts';
import { phaseAt } from '../../../lambda/core/trading-sessions.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { MAY_MS, folder, plainText, row } from '../../harness/candle-writing.ts';

const ms = (minute: number) => MAY_MS + minute * MINUTE_MS;
const open = (from: number, to: number) => ({ startTime: ms(from), endTime: ms(to), type: 'REGULAR' });
const closed = (from: number, to: number) => ({ ...open(from, to), type: 'NO_TRADING' });
const known = (from: number, to: number) => ({ startMs: ms(from), endMs: ms(to) });

const WEEKS = [[open(0, 60), closed(60, 120)], [closed(90, 120), open(120, 180)], [open(240, 300)]] as const;

const merged = (weeks: readonly (typeof WEEKS)[number][]): SavedMarket | undefined =>
  weeks.reduce<SavedMarket | undefined>((saved, week) => mergeMarket(saved, week), undefined);

function savedOf(market: SavedMarket) {
  return savedText({
    exchange: 'binanceusdm',
    follows: new Map([['XAUUSDT', 'COMMODITY']]),
    markets: new Map([['COMMODITY', market]]),
  });
}

describe('saved weeks', () => {
  it('saved weeks that overlap are one, and a time between others is missing, in any order of saving', () => {
    const [first, second, third] = WEEKS;
    const all = {
      known: [known(0, 180), known(240, 300)],
      sessions: [open(0, 60), closed(60, 120), open(120, 180), open(240, 300)],
    };
    expect(merged(WEEKS)).toEqual(all);
    expect(merged([third, second, first])).toEqual(all);
    expect(merged([...WEEKS, ...WEEKS])).toEqual(all);
    expect(missingSpans(all.known)).toEqual([known(180, 240)]);
  });

  it('saved weeks give way to what is stated later of the same time, and of no other', () => {
    const saved = mergeMarket(undefined, [open(0, 300)]);
    const holiday = mergeMarket(saved, [closed(100, 200)]);
    expect(holiday).toEqual({
      known: [known(0, 300)],
      sessions: [open(0, 100), closed(100, 200), open(200, 300)],
    });
  });

  it('saved weeks are read again as they were written', () => {
    const market = merged(WEEKS)!;
    const text = savedOf(market);
    expect(text.startsWith(OWN_BEGINNING)).toBe(true);
    const again = parseSaved(JSON.parse(text));
    expect(again.markets.get('COMMODITY')).toEqual(market);
    expect([...again.follows]).toEqual([['XAUUSDT', 'COMMODITY']]);
  });

  it.each([
    ['sessions outside of what is known', { known: { COMMODITY: [] } }, /known\.COMMODITY/],
    ['no known time', { known: {} }, /known\.COMMODITY: it must hold the session from 2025-05-01T00:00/],
    ['a symbol that is none', { follows: { '=1': 'COMMODITY' } }, /follows/],
    ['no sessions', { marketSchedules: { COMMODITY: {} } }, /not a schedule of COMMODITY: sessions/],
    ['another mark', { savedBy: 'me' }, /savedBy/],
  ])('saved weeks with %s are no file of ours', (_, change, words) => {
    const written = z.looseObject({}).parse(JSON.parse(savedOf(merged(WEEKS)!)));
    expect(() => parseSaved({ ...written, ...change })).toThrow(words);
  });
});

describe('a run by saved weeks', () => {
  async function traded(fromMinute: number, toMinute: number, text = savedOf(merged(WEEKS)!)) {
    const rows = Array.from({ length: 300 }, (_, k) => row(k));
    const home = await folder({ 'XAUUSDT-1m-2025-05.csv': plainText(rows), 'hours.json': text });
    return chooseMarket({
      candles: [join(home, 'XAUUSDT-1m-2025-05.csv')],
      sessions: [sessionChoice(join(home, 'hours.json'))],
      fromMs: ms(fromMinute),
      toMs: ms(toMinute),
    });
  }

  it.each([
    [0, 180],
    [179, 240],
    [0, 300],
    [190, 200],
  ])(
    'a run by saved weeks from minute %i to %i takes no missing minute for a closed one',
    async (from, to) => {
      const market = traded(from, to);
      if (to <= 180) {
        const [gold] = (await market).symbols;
        expect([0, 60, 120, 180].map((minute) => phaseAt(gold!.sessions, ms(minute)))).toEqual([
          'open',
          'closed',
          'open',
          'unknown',
        ]);
        return;
      }
      await expect(market).rejects.toThrow(InputError);
      await expect(market).rejects.toThrow(
        /hours\.json does not know the hours of COMMODITY from 2025-05-01 03:00 UTC to 2025-05-01 04:00 UTC, and XAUUSDT is traded from/,
      );
    },
  );

  it('a run by saved weeks after a missing one knows nothing before it', async () => {
    const [gold] = (await traded(240, 300)).symbols;
    expect([0, 100, 200, 240, 299].map((minute) => phaseAt(gold!.sessions, ms(minute)))).toEqual([
      'unknown',
      'unknown',
      'unknown',
      'open',
      'open',
    ]);
  });

  it('a run by years of saved weeks reads all of them', async () => {
    const years = Array.from({ length: 10_000 }, (_, k) => (k % 2 === 0 ? open(k, k + 1) : closed(k, k + 1)));
    const market = await traded(0, 300, savedOf(mergeMarket(undefined, years)));
    expect(market.symbols[0]!.candles.length).toBe(150);
  });

  it('a run by saved weeks that were changed is told where', async () => {
    const text = savedOf(merged(WEEKS)!).replace(`"startTime": ${ms(240)}`, '"startTime": "soon"');
    await expect(traded(0, 100, text)).rejects.toThrow(/is no schedule: known\.COMMODITY\.1\.startTime/);
  });
});
