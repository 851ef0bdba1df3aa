/**
 * Do recorded and synthetic months still give the trades that they gave when both bookkeepers agreed on them?
 *
 * The numbers are those of the oracle; a change of any of them is a change of the strategy. The bot's tick and the
 * backtest give them, to the digit.
 */
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readCandleFiles } from '../infra/candles/candle-files.ts';
import { synthesiseMarket } from '../infra/market/synthetic-market.ts';
import { backtest } from '../lambda/backtest/backtest.ts';
import { parseParameters, type BotParameters } from '../lambda/config.ts';
import type { SymbolCandles } from '../lambda/core/market.ts';
import { toDollars, type Usd } from '../lambda/core/units.ts';
import { runBarModel } from './oracle/bar-model.ts';
import { expectSame, oracleMarkets, positionInDollars, tradeInDollars } from './harness/oracle-comparison.ts';
import { replay, type ReplayOptions, type Replayed } from './harness/paper-bot.ts';

const RECORDING = fileURLToPath(new URL('../../shared/data/candles/binance-usdm', import.meta.url));
const HAS_RECORDING = existsSync(RECORDING);

type Trade = Replayed['trades'][number];

/** A run, in dollars. */
interface Traded extends Pick<Replayed, 'trades' | 'exits' | 'denied' | 'dailyStops' | 'open'> {
  readonly balanceUsd: Usd;
}

/** Both ways to trade the same candles. */
const WAYS = [
  [
    'the bot',
    async (symbols: readonly SymbolCandles[], options: ReplayOptions = {}): Promise<Traded> => {
      const replayed = await replay(symbols, options);
      return { ...replayed, balanceUsd: replayed.state.ledger.balanceUsd };
    },
  ],
  [
    'the backtest',
    (symbols: readonly SymbolCandles[], options: ReplayOptions = {}): Promise<Traded> => {
      const { parameters = parseParameters({}), markets } = options;
      const { stopFirst } = backtest({ symbols, parameters, ...(markets && { markets }) });
      const { trades, open, denied, dailyStops, balanceUsd } = stopFirst;
      const exits: Record<string, number> = {};
      for (const { reason } of trades) exits[reason] = (exits[reason] ?? 0) + 1;
      const inDollars = { trades: trades.map(tradeInDollars), open: open.map(positionInDollars) };
      return Promise.resolve({ ...inDollars, exits, denied: { ...denied }, dailyStops, balanceUsd });
    },
  ],
] as const;

/** The sums of a run's trades, in dollars. */
function sumsOf({ trades, balanceUsd }: Traded) {
  const sum = (amountOf: (trade: Trade) => number) =>
    trades.reduce((total, trade) => total + amountOf(trade), 0);
  return {
    trades: trades.length,
    wins: trades.filter(({ netUsd }) => netUsd > 0).length,
    grossUsd: sum(({ grossUsd }) => grossUsd),
    feesUsd: sum(({ feesUsd }) => feesUsd),
    fundingUsd: sum(({ fundingUsd }) => fundingUsd),
    netUsd: sum(({ netUsd }) => netUsd),
    balanceUsd: toDollars(balanceUsd),
    ambiguous: trades.filter(({ ambiguous }) => ambiguous).length,
  };
}

/** The same with so many decimals, as text. */
function shownSums(traded: Traded, decimals: number) {
  return Object.fromEntries(
    Object.entries(sumsOf(traded)).map(([name, value]) => [
      name,
      name.endsWith('Usd') ? value.toFixed(decimals) : value,
    ]),
  );
}

describe.skipIf(!HAS_RECORDING).each(WAYS)(
  'In May, %s (skipped where the recording is absent)',
  (_, trade) => {
    let [btc, eth, sol]: readonly SymbolCandles[] = [];
    let btcAlone: Traded;
    let allThree: Traded;

    const oracleOf = (symbols: readonly SymbolCandles[], parameters?: BotParameters) =>
      runBarModel(oracleMarkets(symbols), parameters ?? {});

    beforeAll(async () => {
      const files = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'].map(
        (symbol) => `${RECORDING}/${symbol}-1m-2025-05.csv.gz`,
      );
      [btc, eth, sol] = (await readCandleFiles(files)).symbols;
      btcAlone = await trade([btc!]);
      allThree = await trade([btc!, eth!, sol!]);
    });

    it('BTC alone earns what it earned', () => {
      expect(shownSums(btcAlone, 3)).toEqual({
        trades: 1995,
        wins: 464,
        grossUsd: '-145.667',
        feesUsd: '1138.167',
        fundingUsd: '-0.061',
        netUsd: '-1283.773',
        balanceUsd: '716.227',
        ambiguous: 1,
      });
    });

    it('BTC alone leaves, is denied and is stopped as often, and for the same reasons', () => {
      expect(btcAlone).toMatchObject({
        exits: {
          'max-hold': 1395,
          target: 327,
          'hard-stop': 133,
          'quick-exit': 104,
          'recovery-timeout': 33,
          recovered: 3,
        },
        denied: { symbol: 1495, paused: 774, stopped: 1483 },
        dailyStops: 20,
        open: [],
      });
    });

    it('the first trade of BTC is the same to the last digit of its price', () => {
      const [{ netUsd, ...first }] = [btcAlone.trades[0]!];
      expect(netUsd).toBeCloseTo(-1.192134, 6);
      expect(first).toMatchObject({
        side: 'short',
        quantity: 0.00629358748540826,
        entryTime: Date.UTC(2025, 4, 4, 16, 17),
        entryPrice: 95_335.133005,
        exitTime: Date.UTC(2025, 4, 4, 16, 22),
        exitPrice: 95_429.17122,
        reason: 'max-hold',
        ambiguous: false,
      });
    });

    it('BTC, ETH and SOL together earn what they earned', () => {
      expect(shownSums(allThree, 3)).toEqual({
        trades: 2275,
        wins: 875,
        grossUsd: '-92.991',
        feesUsd: '1234.888',
        fundingUsd: '0.180',
        netUsd: '-1328.059',
        balanceUsd: '671.941',
        ambiguous: 10,
      });
      expect(allThree.dailyStops).toBe(27);
    });

    it('every trade is the one that the oracle makes', () => {
      expectSame(btcAlone, oracleOf([btc!]));
      expectSame(allThree, oracleOf([btc!, eth!, sol!]));
    });

    it('every trade is the one that the oracle makes, with other parameters, steps and minimums too', async () => {
      const parameters = parseParameters({
        momentumPct: 0.1,
        targetPct: 0.3,
        recoveryStopPct: 0.5,
        initialStopPct: 0.2,
        maxPositions: 1,
        breakeven: 'gross',
        lossStreak: 2,
        pauseMinutes: 45,
        dailyLossUsd: 40,
      });
      const markets = new Map([
        ['ETHUSDT', { symbol: 'ETHUSDT', quantityStep: 0.001, priceStep: 0.01, minQuantity: 0.001 }],
        ['SOLUSDT', { symbol: 'SOLUSDT', quantityStep: 1, priceStep: 0.01, minQuantity: 1 }],
      ]);
      const traded = await trade([eth!, sol!], { parameters, markets });
      expect(traded.trades.length).toBeGreaterThan(500);
      expectSame(traded, runBarModel(oracleMarkets([eth!, sol!], markets), parameters));
    });
  },
);

describe.each(WAYS)('On two synthetic days, %s', (_, trade) => {
  const symbols = synthesiseMarket({
    symbols: ['BTCUSDT', 'ETHUSDT'],
    seed: 23,
    days: 2,
    startMs: Date.UTC(2025, 4, 4),
  });
  let traded: Traded;
  beforeAll(async () => {
    traded = await trade(symbols);
  });

  it('the bot earns what it earned', () => {
    expect(shownSums(traded, 8)).toEqual({
      trades: 223,
      wins: 69,
      grossUsd: '-29.89427850',
      feesUsd: '123.89812397',
      fundingUsd: '-0.12009941',
      netUsd: '-153.67230306',
      balanceUsd: '1846.32769694',
      ambiguous: 1,
    });
  });

  it('the bot leaves, is denied and is stopped as often, and for the same reasons', () => {
    const { exits, denied, dailyStops, open } = traded;
    expect({ exits, denied, dailyStops, open }).toEqual({
      exits: {
        'max-hold': 117,
        target: 55,
        'hard-stop': 36,
        'quick-exit': 9,
        'recovery-timeout': 5,
        recovered: 1,
      },
      denied: { budget: 12, paused: 152, stopped: 383, symbol: 132 },
      dailyStops: 2,
      open: [],
    });
  });

  it('every trade is the same to the last bit', () => {
    const text = JSON.stringify(traded.trades.map((each) => Object.entries(each)));
    expect(hash('sha256', text)).toBe('340e7df9e88aec93c1697e5e587541e2b3b0ce5b9620d126e98045619adcfc88');
  });

  it('every trade is the one that the oracle makes', () => {
    expectSame(traded, runBarModel(oracleMarkets(symbols), {}));
  });
});
