/**
 * Is the market that a run trades the one that was asked for, and is whatever cannot be had refused?
 */
import { describe, expect, it } from 'vitest';
import { CandleFileError } from '../../infra/recordings/candle-file-error.ts';
import { InputError } from '../../infra/input-error.ts';
import { chooseMarket, type ChosenMarket, type MarketRequest } from '../../infra/market/market-source.ts';
import { phaseAt } from '../../lambda/core/trading-sessions.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { MAY_MS, folder, minute, plainText, row, rowsOf } from '../harness/candle-writing.ts';

const DAY = DAY_MS / MINUTE_MS;

/** A folder with candles of each symbol from one minute of May to another, that one left out. */
function recorded(spans: Readonly<Record<string, readonly [from: number, to: number]>>): Promise<string> {
  const files = Object.entries(spans).map(([symbol, [from, to]]) => {
    const rows = Array.from({ length: to - from }, (_, k) => row(from + k));
    return [`${symbol}-1m-2025-05.csv`, plainText(rows)] as const;
  });
  return folder(Object.fromEntries(files));
}

/** The minutes of May that each symbol spans, the last one included. */
function spans({
  symbols,
}: ChosenMarket): Record<string, readonly [first: number, last: number] | 'nothing'> {
  const times = symbols.map(({ symbol, candles }) => {
    const minutes = rowsOf(candles).map(([openTimeMs]) => (openTimeMs - MAY_MS) / MINUTE_MS);
    return [symbol, minutes.length === 0 ? 'nothing' : ([minutes[0]!, minutes.at(-1)!] as const)] as const;
  });
  return Object.fromEntries(times);
}

async function refusal(request: MarketRequest): Promise<unknown> {
  return chooseMarket(request).then(
    () => 'not refused',
    (error: unknown) => error,
  );
}

describe('without candle files', () => {
  it('without candle files the market is a synthetic day of three symbols, and says so', async () => {
    const market = await chooseMarket({});
    expect(market.kind).toBe('synthetic');
    expect(market.label).toBe('SYNTHETIC market, seed 1');
    expect(market.seed).toBe(1);
    expect(market.symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']);
    expect(market.toMs - market.fromMs).toBe(DAY_MS);
  });

  it('without candle files the market is that of its seed, in the order of its symbols, for its days', async () => {
    const request = { symbols: ['SOLUSDT', 'BTCUSDT'], seed: 7, days: 2 };
    const market = await chooseMarket(request);
    expect(market.label).toBe('SYNTHETIC market, seed 7');
    expect(market.symbols.map(({ symbol }) => symbol)).toEqual(request.symbols);
    expect(market.toMs - market.fromMs).toBe(2 * DAY_MS);
    expect(await chooseMarket(request)).toEqual(market);
    const other = await chooseMarket({ ...request, seed: 8 });
    expect(other.symbols[0]!.candles.close).not.toEqual(market.symbols[0]!.candles.close);
  });
});

describe('synthetic gold', () => {
  it('synthetic gold is there for whoever asks, with its hours, and the others have none', async () => {
    const { symbols, toMs } = await chooseMarket({ symbols: ['XAUUSDT', 'BTCUSDT'] });
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['XAUUSDT', 'BTCUSDT']);
    const [gold, bitcoin] = symbols.map(({ sessions }) => sessions);
    expect(bitcoin).toBeUndefined();
    // Open when the day begins and ends, closed for an hour before eleven.
    const hoursMs = [24, 1.5, 0.5].map((hours) => toMs - hours * HOUR_MS);
    expect(hoursMs.map((timeMs) => phaseAt(gold, timeMs))).toEqual(['open', 'closed', 'open']);
  });

  it('synthetic gold keeps its hours where a span is cut from it', async () => {
    const symbols = ['XAUUSDT'];
    const whole = await chooseMarket({ symbols });
    const cut = await chooseMarket({ symbols, toMs: whole.fromMs + 2 * HOUR_MS });
    expect(cut.symbols[0]!.candles.length).toBeLessThan(whole.symbols[0]!.candles.length);
    expect(cut.symbols[0]!.sessions).toEqual(whole.symbols[0]!.sessions);
  });
});

describe('candle files', () => {
  it('candle files are taken whole, in the order given, and not called synthetic', async () => {
    const [eth, btc] = [await recorded({ ETHUSDT: [3, 9] }), await recorded({ BTCUSDT: [0, 6] })];
    const market = await chooseMarket({ candles: [eth, btc] });
    expect(market).toMatchObject({ kind: 'recorded', label: 'recorded candles', seed: undefined });
    expect(market).toMatchObject({ fromMs: minute(0), toMs: minute(9) });
    expect(Object.entries(spans(market))).toEqual([
      ['ETHUSDT', [3, 8]],
      ['BTCUSDT', [0, 5]],
    ]);
  });

  it('candle files are chosen and put in order by --symbols', async () => {
    const path = await recorded({ BTCUSDT: [0, 4], ETHUSDT: [0, 5], SOLUSDT: [0, 9] });
    const market = await chooseMarket({ candles: [path], symbols: ['ETHUSDT', 'BTCUSDT'] });
    expect(market.symbols.map(({ symbol }) => symbol)).toEqual(['ETHUSDT', 'BTCUSDT']);
    expect(market.toMs).toBe(minute(5));
  });

  it('candle files that settle in two currencies are no market of one bot, until one of them is chosen', async () => {
    const path = await recorded({ BTCUSDT: [0, 4], BTCUSDC: [0, 4] });
    expect(await refusal({ candles: [path] })).toHaveProperty(
      'message',
      'all symbols of a bot settle in one currency, and these do not: BTCUSDT in USDT; BTCUSDC in USDC; choose with --symbols',
    );
    const { symbols } = await chooseMarket({ candles: [path], symbols: ['BTCUSDC'] });
    expect(symbols.map(({ symbol }) => symbol)).toEqual(['BTCUSDC']);
  });

  it('candle files without a symbol that was asked for are refused, with what they hold', async () => {
    const path = await recorded({ BTCUSDT: [0, 1], ETHUSDT: [0, 1] });
    const error = await refusal({ candles: [path], symbols: ['BTCUSDT', 'SOLUSDT'] });
    expect(error).toBeInstanceOf(InputError);
    expect(error).toHaveProperty(
      'message',
      '--symbols: no candles of SOLUSDT; the files have BTCUSDT, ETHUSDT',
    );
  });

  it('candle files with a seed are refused, whatever the seed, before any is read', async () => {
    for (const seed of [0, 1]) {
      const error = await refusal({ candles: ['nowhere'], seed });
      expect(error).toBeInstanceOf(InputError);
      expect(error).toHaveProperty('message', expect.stringContaining('--seed'));
    }
  });

  it('candle files that are not there are refused', async () => {
    const error = await refusal({ candles: ['nowhere-1m-2025-05.csv'] });
    expect(error).toBeInstanceOf(CandleFileError);
    expect(error).toHaveProperty('message', expect.stringContaining('nowhere-1m-2025-05.csv'));
  });
});

describe('days of candle files', () => {
  it('days of candle files end at the same minute for all symbols, counted from the earliest candle', async () => {
    const path = await recorded({ BTCUSDT: [100, 100 + 2 * DAY], ETHUSDT: [700, 700 + 2 * DAY] });
    const market = await chooseMarket({ candles: [path], days: 1 });
    expect(spans(market)).toEqual({ BTCUSDT: [100, 99 + DAY], ETHUSDT: [700, 99 + DAY] });
    expect(market).toMatchObject({ fromMs: minute(100), toMs: minute(100 + DAY) });
  });

  it('days of candle files are counted from the symbols that are traded, not from others in the files', async () => {
    const path = await recorded({ BTCUSDT: [0, 5], ETHUSDT: [10, 20 + DAY] });
    const market = await chooseMarket({ candles: [path], days: 1, symbols: ['ETHUSDT'] });
    expect(spans(market)).toEqual({ ETHUSDT: [10, 9 + DAY] });
  });

  it('days of candle files leave a symbol that begins later without candles, rather than move it', async () => {
    const path = await recorded({ BTCUSDT: [0, 5], ETHUSDT: [DAY, DAY + 5] });
    const market = await chooseMarket({ candles: [path], days: 1 });
    expect(spans(market)).toEqual({ BTCUSDT: [0, 4], ETHUSDT: 'nothing' });
    expect(market).toMatchObject({ fromMs: minute(0), toMs: minute(5) });
  });

  it('days of candle files that are more than there are change nothing', async () => {
    const path = await recorded({ BTCUSDT: [0, 5] });
    expect(await chooseMarket({ candles: [path], days: 3 })).toEqual(await chooseMarket({ candles: [path] }));
  });
});
