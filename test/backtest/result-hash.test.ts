/**
 * Is a result's fingerprint the same wherever it was made, and another one when anything of it is?
 */
import { hash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { resultHash, resultRows, type HashedResult } from '../../lambda/backtest/result-hash.ts';
import { parseParameters } from '../../lambda/config.ts';
import { usd } from '../../lambda/core/units.ts';
import { position, trade } from '../harness/builders.ts';
import { replay } from '../harness/paper-bot.ts';

const RESULT: HashedResult = {
  trades: [
    trade(-1.5, { quantity: 1e-7, entryPrice: 95_335.133005, ambiguous: true }),
    trade(0.25, { side: 'short', reason: 'target', feesUsd: usd(-0.01), fundingUsd: usd(0.00000001) }),
  ],
  open: [position({ entryFeeUsd: usd(0.3) })],
  balanceUsd: usd(1998.75),
};

describe('the rows', () => {
  it('prices and quantities are exact decimals, and money has all of its digits', () => {
    const [first, second] = RESULT.trades;
    const times = ({ entryTimeMs, exitTimeMs }: NonNullable<typeof first>) => [entryTimeMs, exitTimeMs];
    const [[entry1, exit1], [entry2, exit2]] = [times(first!), times(second!)];
    expect([...resultRows(RESULT)]).toEqual([
      'result,1',
      `trade,BTC,long,0.0000001,${entry1},95335.133005,${exit1},${first!.exitPrice},${first!.reason},-1.50000000,0.00000000,0.00000000,-1.50000000,ambiguous`,
      `trade,BTC,short,${second!.quantity},${entry2},${second!.entryPrice},${exit2},${second!.exitPrice},target,${(0.25).toFixed(8)},-0.01000000,0.00000001,0.25000000,`,
      `open,BTC,long,6,${position().filledAtMs},100,0.30000000,0.00000000`,
      'balance,1998.75000000',
    ]);
  });

  it('the fingerprint is the SHA-256 of the rows, each ended by a newline', () => {
    const text = [...resultRows(RESULT)].map((row) => `${row}\n`).join('');
    expect(resultHash(RESULT)).toBe(hash('sha256', text));
    expect(resultHash({ trades: [], open: [], balanceUsd: usd(2000) })).toBe(
      // printf 'result,1\nbalance,2000.00000000\n' | sha256sum
      'c11dd0494f8c8c0bd93425c5307a9c3fdcf75f6528af40e26734fe68a4824fad',
    );
  });
});

describe('another result', () => {
  const [first, second] = RESULT.trades;
  const changed: readonly (readonly [string, HashedResult])[] = [
    ['a trade less', { ...RESULT, trades: [first!] }],
    ['trades in another order', { ...RESULT, trades: [second!, first!] }],
    ['another balance', { ...RESULT, balanceUsd: usd(1998.75000001) }],
    ['nothing open', { ...RESULT, open: [] }],
    ...Object.entries({
      symbol: 'ETH',
      side: 'short',
      quantity: 2e-7,
      entryPrice: 95_335.133006,
      entryTimeMs: 1,
      exitPrice: 1,
      exitTimeMs: 2,
      reason: 'target',
      grossUsd: 1,
      feesUsd: 1,
      fundingUsd: 1,
      netUsd: 1,
      ambiguous: false,
    }).map(([name, value]) => {
      const other = { ...first!, [name]: value };
      return [`another ${name}`, { ...RESULT, trades: [other, second!] }] as const;
    }),
  ];

  it.each(changed)('%s has another fingerprint', (_, other) => {
    expect(resultHash(other)).not.toBe(resultHash(RESULT));
  });

  it('the number of a trade is no part of it', () => {
    const trades = RESULT.trades.map((each) => ({ ...each, tradeId: 77 }));
    expect(resultHash({ ...RESULT, trades })).toBe(resultHash(RESULT));
  });
});

it('the bot and the backtest have one fingerprint, and it is always the same', async () => {
  const startMs = Date.UTC(2025, 4, 4);
  const symbols = synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 23, days: 1, startMs });
  const { rows, state } = await replay(symbols);
  const trades = rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
  const { positions: open, balanceUsd } = state.ledger;
  const ofBot = resultHash({ trades, open, balanceUsd });
  expect(resultHash(backtest({ symbols, parameters: parseParameters({}) }).stopFirst)).toBe(ofBot);
  expect(ofBot).toBe('f8fa18f2429d2cfd64346d0a9f6811763b6e0b4a1bcdd77a779c4bb1adb0bb13');
});
