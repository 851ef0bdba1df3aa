/**
 * What did the old bot's trades earn once their costs are paid?
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { earningsOf, resultOfImport } from '../../../infra/cli/reports/imported-result.ts';
import { importScreen } from '../../../infra/cli/screens/import-screen.ts';
import { readLedger } from '../../../infra/imported/read-ledger.ts';
import { usd } from '../../../lambda/core/units.ts';
import {
  OLD_KEYS,
  OLD_POSITION_KEYS,
  THREE_TRADES,
  oldLedger,
  oldTrade,
} from '../../local/legacy-ledgers.ts';

import {
  NAMED_HEADER,
  TRADE,
  freqtradeList,
  freqtradeTrade,
  namedCsv,
  namedRow,
} from '../../imported/ledger-texts.ts';

const TAKER = { takerFeePct: 0.05, slippageBps: 0 };
const OLD_RECORDING = fileURLToPath(new URL('../../../../shared/data/original-ledger.json', import.meta.url));

function resultOf(positions: readonly unknown[], costs = TAKER, changes = {}) {
  const old = readLedger(oldLedger(positions, changes), 'old.json');
  const result = resultOfImport(old, costs);
  return { old, result, lines: importScreen('old.json', old, result, costs, 100) };
}

describe('the trades of the old bot', () => {
  it('the trades of the old bot are shown before and after costs, on one screen', () => {
    expect(`\n${resultOf(THREE_TRADES).lines.join('\n')}\n`).toBe(`
Ledger of the old bot  old.json
3 trades closed, none open · 2026-02-06 02:10 → 2026-02-06 02:12 UTC

                       before costs  after costs
  wins                            2            1
  win rate                   66.7 %       33.3 %
  break-even win rate        64.3 %       76.8 %
  fees                                      1.80
  funding                                unknown
  slippage                                  0.00
  recorded, USD                0.12
  result, USD                  0.12        -1.68

  exit                  trades  before costs      won  after costs      won
  take-profit                1          0.90  100.0 %         0.30  100.0 %
  quick-exit-breakeven       1          0.30  100.0 %        -0.30    0.0 %
  stop-loss                  1         -1.08    0.0 %        -1.68    0.0 %

Assumed: a taker fee of 0.05 % of entry and of exit; no slippage, as its prices are recorded (--set
slippageBps=0.5 assumes some). Funding is not recorded, and left out.
Its P&L of all 3 trades is what their prices and sizes make.
Nothing was written: the ledger of this bot is unchanged.
`);
  });

  it('the trades of the old bot pay the fee of entry and exit notional, each rounded up', () => {
    const { result } = resultOf([oldTrade()]);
    // 600 × 0.05 % + 600.9 × 0.05 %
    expect(result.trades[0]).toMatchObject({
      trade: { quantity: 6 },
      grossUsd: usd(0.9),
      feesUsd: usd(0.60045),
    });
    expect(result.after.totalUsd).toBe(usd(0.29955));
  });

  it('the trades of the old bot pay slippage where it is asked for, on both sides', () => {
    const { result, lines } = resultOf([oldTrade()], { takerFeePct: 0, slippageBps: 1 });
    // 600 × 1 bp + 600.9 × 1 bp
    expect(result).toMatchObject({ feesUsd: 0, slippageUsd: usd(0.12009) });
    expect(result.after.totalUsd).toBe(usd(0.9 - 0.12009));
    expect(lines.join(' ')).toContain(
      'Assumed: a taker fee of 0 % of entry and of exit; 1 bps of slippage on each.',
    );
  });

  it('the trades of the old bot that are open are not counted', () => {
    const { result, lines } = resultOf([oldTrade(), oldTrade({ status: 'open' })]);
    expect(result.expectedBalanceUsd).toBeUndefined();
    expect(lines[1]).toContain('1 trade closed, 1 open, which are not counted');
  });

  it('the trades of the old bot may be none', () => {
    const { result, lines } = resultOf([]);
    expect(result.after).toEqual(earningsOf([]));
    expect(lines.join('\n')).toContain('no trade was closed');
  });
});

describe('what the old bot recorded', () => {
  it('what the old bot recorded is compared with what prices and sizes make', () => {
    const { result, lines } = resultOf([oldTrade(), oldTrade({ id: 'pos-2', pnl: 0.91 })], TAKER, {
      balance: 2001.81,
    });
    expect(result.misrecorded.map(({ trade }) => trade.id)).toEqual(['pos-2']);
    expect(lines).toContain('Its P&L of 1 of 2 trades is not what their prices and sizes make:');
    expect(lines).toContain('  pos-2: recorded 0.91, made 0.90');
    expect(lines.join('\n')).not.toContain('Its balance');
  });

  it('what the old bot recorded may differ by what doubles round', () => {
    expect(resultOf([oldTrade({ pnl: 0.9000000000000341 })]).result.misrecorded).toEqual([]);
  });

  it('what the old bot recorded has a balance that its trades should leave', () => {
    const { lines } = resultOf(THREE_TRADES, TAKER, { balance: 1500 });
    expect(lines).toContain('Its balance is 1,500.00 where its trades leave 2,000.12.');
  });

  it('what the old bot recorded otherwise is named for ten trades, and counted for the others', () => {
    const { lines } = resultOf(Array.from({ length: 12 }, () => oldTrade({ pnl: 5 })));
    expect(lines.filter((line) => line.includes('recorded 5.00'))).toHaveLength(10);
    expect(lines).toContain('  and 2 more');
  });
});

describe('the trades of another tool', () => {
  const show = (text: string) => {
    const ledger = readLedger(text, 'trades');
    return importScreen('trades', ledger, resultOfImport(ledger, TAKER), TAKER, 80);
  };

  it('the trades of another tool are net of what it recorded, and its own P&L stands beside', () => {
    const short = { ...TRADE, side: 'short' as const, exitPrice: 99.95 };
    const text = freqtradeList([
      freqtradeTrade(),
      freqtradeTrade(short, {
        trade_id: 2,
        funding_fees: -0.02,
        profit_abs: -0.25,
        exit_reason: 'stop_loss',
      }),
      freqtradeTrade(TRADE, { trade_id: 3, is_open: true, close_rate: null, close_timestamp: null }),
    ]);
    expect(`\n${show(text).join('\n')}\n`).toBe(`
Ledger of freqtrade  trades
2 trades closed, 1 open, which are not counted · 2026-02-06 02:10 → 2026-02-06
02:12 UTC

                       before costs  after costs
  wins                            2            1
  win rate                  100.0 %       50.0 %
  break-even win rate       unknown       51.6 %
  fees                                      1.20
  funding                                   0.02
  slippage                                  0.00
  recorded, USD                             0.05
  result, USD                  1.20        -0.02

  exit       trades  before costs      won  after costs      won
  roi             1          0.90  100.0 %         0.30  100.0 %
  stop_loss       1          0.30  100.0 %        -0.32    0.0 %

Its fees and funding are as recorded. Assumed: no slippage, as its prices are
recorded (--set slippageBps=0.5 assumes some).
Its P&L of 1 of 2 trades is not what their prices, sizes, fees and funding make:
  2: recorded -0.25, made -0.32
Nothing was written: the ledger of this bot is unchanged.
`);
  });

  it('the trades of another tool pay what is assumed where it recorded nothing, and that is said', () => {
    const header = `${NAMED_HEADER},Funding paid`;
    const bare = namedRow().replace(/,[^,]*,[^,]*,target$/, ',,,');
    const lines = show(namedCsv([`${namedRow()},0`, `${bare},`], header));
    expect(lines.slice(-9)).toEqual([
      'Its fees and funding are as recorded. Assumed: a taker fee of 0.05 % of entry',
      'and of exit of the 1 trade without recorded fees; no slippage, as its prices are',
      'recorded (--set slippageBps=0.5 assumes some). Funding of 1 trade is not',
      'recorded, and left out.',
      'Its P&L of one trade is what its prices, sizes, fees and funding make, rounded',
      'to 0.00001 USD.',
      'Its P&L of 1 trade is not compared: it, or the fees that it is net of, are not',
      'recorded.',
      'Nothing was written: the ledger of this bot is unchanged.',
    ]);
  });

  it('the trades of another tool are shown in 80 columns, however long it writes', () => {
    const reason = 'trailing stop of the second of three exits, tagged by hand';
    const lines = show(freqtradeList([freqtradeTrade(TRADE, { exit_reason: reason })]));
    expect(lines.join('\n')).toContain('  trailing stop of th…');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('the trades of another tool may have no P&L of its own', () => {
    const header = NAMED_HEADER.replace('Net PnL', 'Score');
    const lines = show(namedCsv([namedRow()], header));
    expect(lines).toContain('It recorded no P&L of its own.');
    expect(lines.join('\n')).not.toContain('recorded, USD');
  });
});

describe('a win', () => {
  it('a win is a result above zero, and a rate of nothing is unknown', () => {
    expect(earningsOf([usd(2), usd(0), usd(-4)])).toEqual({
      trades: 3,
      wins: 1,
      totalUsd: usd(-2),
      winRate: 1 / 3,
      breakEvenWinRate: 0.5,
    });
    expect(earningsOf([usd(1)])).toMatchObject({ winRate: 1, breakEvenWinRate: undefined });
    expect(earningsOf([])).toMatchObject({ winRate: undefined, breakEvenWinRate: undefined });
  });
});

describe.skipIf(!existsSync(OLD_RECORDING))(
  "The old bot's ledger (skipped where the recording is absent)",
  () => {
    it("the old bot's ledger has 98 trades, earned 3.25 before fees, and lost 55.55 after them", () => {
      const text = readFileSync(OLD_RECORDING, 'utf8');
      const result = resultOfImport(readLedger(text, 'old.json'), TAKER);
      expect(result.trades).toHaveLength(98);
      expect(result.misrecorded).toEqual([]);
      expect(result.before.totalUsd / 1e8).toBeCloseTo(3.24896, 5);
      expect(result.after.totalUsd / 1e8).toBeCloseTo(-55.54948, 5);
      expect([result.before.wins, result.after.wins]).toEqual([45, 38]);
    });

    it("the old bot's ledger has the keys that we write", () => {
      const json: unknown = JSON.parse(readFileSync(OLD_RECORDING, 'utf8'));
      const old = z.looseObject({ positions: z.array(z.looseObject({})) }).parse(json);
      expect(Object.keys(old).toSorted()).toEqual(OLD_KEYS.toSorted());
      for (const position of old.positions) expect(Object.keys(position)).toEqual(OLD_POSITION_KEYS);
    });
  },
);
