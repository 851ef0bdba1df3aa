/**
 * Is a market that is in no dollars told so, before its result calls its amounts dollars?
 */
import { afterEach, expect, it, vi } from 'vitest';
import { complainOfStrange } from '../../../infra/cli/commands/trade/recorded-files.ts';
import type { ChosenMarket } from '../../../infra/market/market-source.ts';
import { candlesOfColumns } from '../../../lambda/core/market.ts';

afterEach(() => vi.restoreAllMocks());

function complaintsOf(symbol: string): string {
  let said = '';
  vi.spyOn(console, 'error').mockImplementation((text: unknown) => void (said += String(text)));
  const candles = candlesOfColumns(0, () => Float64Array.of());
  const market: ChosenMarket = {
    kind: 'recorded',
    label: 'recorded candles',
    seed: undefined,
    symbols: [{ symbol, candles }],
    recorded: { files: [], unused: [] },
    fromMs: 0,
    toMs: 0,
  };
  complainOfStrange(market);
  return said;
}

it('a market that is quoted in another coin is told so', () => {
  expect(complaintsOf('ETHBTC')).toContain('ETHBTC is quoted in BTC, and the bot counts in dollars: ');
  expect(complaintsOf('ETHUSDT')).toBe('');
});
