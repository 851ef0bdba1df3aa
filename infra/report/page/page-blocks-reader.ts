/**
 * The data that stands in the page, unpacked.
 */
import type { Candles } from '../../../lambda/core/market.ts';
import { bytesOfBase64 } from '../packing/base64-bytes.ts';
import { unpackCandles } from '../packing/packed-candles.ts';
import { unpackTrades } from '../packing/packed-trades.ts';
import { DATA_BLOCK, TRADES_BLOCK, candlesBlock, pageDataSchema } from '../page-data.ts';
import type { PageFacts } from '../page-facts.ts';

/** `undefined` for a page without trades. */
export async function readPage(): Promise<PageFacts | undefined> {
  const written = await blockOf(DATA_BLOCK);
  const packed = await blockOf(TRADES_BLOCK);
  if (written === undefined || packed === undefined) return undefined;
  const data = pageDataSchema.parse(JSON.parse(new TextDecoder().decode(written)));
  const candles = new Map<string, Candles>();
  for (const [k, { name, decimals }] of data.candles.entries()) {
    const bytes = await blockOf(candlesBlock(k));
    if (bytes !== undefined) candles.set(name, unpackCandles({ decimals, bytes }));
  }
  return { data, trades: unpackTrades({ ...data.trades, bytes: packed }), candles };
}

async function blockOf(name: string): Promise<Uint8Array | undefined> {
  const found = document.querySelector(`script[data-name="${name}"]`);
  if (found === null) return undefined;
  const packed = bytesOfBase64(found.textContent);
  // Five megabytes of text are needed no more.
  found.remove();
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
