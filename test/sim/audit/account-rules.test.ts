/**
 * In what words does a position differ?
 */
import { expect, it } from 'vitest';
import { quietVenue } from '../../venue/binance-venue.ts';
import { positionDifferences } from './account-rules.ts';
import { commitOf, ledgerOf, positionOf, START_MS } from './doctored.ts';

it('names the trade, so that each trade of a market that its stop has closed differs for itself', () => {
  const differences = (tradeId: number) => {
    const { state } = commitOf({ ledger: ledgerOf({ positions: [positionOf({ tradeId })] }) });
    return positionDifferences(state, quietVenue(START_MS).state);
  };
  expect(differences(3)).toEqual(['BTCUSDT: the ledger has 1 of trade 3, the venue 0']);
  expect(differences(4)).not.toEqual(differences(3));
});
