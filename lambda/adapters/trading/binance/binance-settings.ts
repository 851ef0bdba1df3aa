/**
 * Margin mode and leverage of each market at Binance, read and set.
 */
import { z } from 'zod';
import { marketName } from '../../symbol-names.ts';
import type { MarketSettings } from '../venue-dialect.ts';
import { amount, rowsOfMarkets } from './binance-answers.ts';
import type { BinanceConnection } from './binance-client.ts';

const configSchema = z.looseObject({
  symbol: marketName,
  marginType: z.enum(['ISOLATED', 'CROSSED']),
  leverage: amount,
});

export async function binanceSettings({
  client,
  requests,
  names,
}: BinanceConnection): Promise<ReadonlyMap<string, MarketSettings>> {
  const answer = await requests.ask('settings of the markets', () => client.fapiPrivateGetSymbolConfig({}));
  const told = rowsOfMarkets('a list of settings', configSchema, answer, names);
  return new Map(
    told.map(({ symbol, marginType, leverage }) => [
      names.ours(symbol),
      { isIsolated: marginType === 'ISOLATED', leverage },
    ]),
  );
}

export async function settleAtBinance(
  { client, requests, names }: BinanceConnection,
  symbol: string,
  { leverage, found }: { readonly leverage: number; readonly found: MarketSettings | undefined },
): Promise<void> {
  const { ccxtSymbol } = names.listing(symbol);
  if (found?.isIsolated !== true) {
    await requests.ask(`margin mode of ${ccxtSymbol}`, () =>
      client.setMarginMode('isolated', ccxtSymbol, {}),
    );
  }
  if (found?.leverage !== leverage) {
    await requests.ask(`leverage of ${ccxtSymbol}`, () => client.setLeverage(leverage, ccxtSymbol, {}));
  }
}
