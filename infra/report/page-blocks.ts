/**
 * The data of a page, packed for its script.
 */
import { gzipSync } from 'node:zlib';
import { stopPriceOf, takeProfitPriceOf, type PositionTerms } from '../../lambda/core/ledger/position.ts';
import type { TradeDetails } from '../../lambda/charts/trade-details.ts';
import { toDollars } from '../../lambda/core/units.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { packCandles } from './packing/packed-candles.ts';
import { packTrades } from './packing/packed-trades.ts';
import { DATA_BLOCK, TRADES_BLOCK, candlesBlock, type PageData } from './page-data.ts';
import type { ParityFacts, RunFacts } from './report-input.ts';

export interface Block {
  readonly name: string;
  readonly base64: string;
}

export function pageBlocks(
  facts: RunFacts | ParityFacts,
  candles: readonly SymbolCandles[],
): readonly Block[] {
  const trades = facts.kind === 'run' ? facts.trades : facts.pairs.map(({ trade }) => trade);
  const { bytes, ...columns } = packTrades(trades);
  const packed = candles.map(({ symbol, candles: of }) => ({ name: symbol, ...packCandles(of) }));
  const data: PageData = {
    fromMs: facts.fromMs,
    toMs: facts.toMs,
    ...(facts.kind === 'run' ? runData(facts) : parityData(facts)),
    trades: { ...columns, names: [...columns.names], reasons: [...columns.reasons] },
    candles: packed.map(({ name, decimals }) => ({ name, decimals })),
  };
  return [
    blockOf(DATA_BLOCK, new TextEncoder().encode(JSON.stringify(data))),
    blockOf(TRADES_BLOCK, bytes),
    ...packed.map(({ bytes: of }, k) => blockOf(candlesBlock(k), of)),
  ];
}

type OwnData = Omit<PageData, 'fromMs' | 'toMs' | 'trades' | 'candles'>;

function runData({ beganUsd, moves, targetFirst, details, parameters }: RunFacts): OwnData {
  return {
    beganDollars: toDollars(beganUsd),
    moves: [...moves],
    ...(targetFirst?.steps && { bound: [...targetFirst.steps] }),
    details: details.map(detailsData),
    ...(parameters !== undefined && details.length === 0 && { terms: termsData(parameters) }),
  };
}

function parityData({ pairs, parameters }: ParityFacts): OwnData {
  return {
    beganDollars: 0,
    moves: [],
    details: [],
    parity: pairs.map(({ parity: { parts, ...of } }) => ({
      ...of,
      parts: [...parts],
    })),
    ...(parameters !== undefined && { terms: termsData(parameters) }),
  };
}

/** As far as a strip shows them. */
export function detailsData({
  opened,
  left,
  recoverySinceMs,
  unprotected,
  fills,
  slippageDollars,
}: TradeDetails): PageData['details'][number] {
  return {
    ...(opened?.signal !== undefined && { opened: openedData(opened, opened.signal) }),
    ...(left !== undefined && { left }),
    ...(recoverySinceMs !== undefined && { recoverySinceMs }),
    ...(unprotected !== undefined && { unprotected: { ...unprotected, spans: [...unprotected.spans] } }),
    fills: [...fills],
    ...(slippageDollars !== undefined && { slippageDollars }),
  };
}

type Opened = NonNullable<TradeDetails['opened']>;

function openedData(opened: Opened, signal: NonNullable<Opened['signal']>) {
  const { terms, stopPrice, takeProfitPrice, decided, lagSeconds } = opened;
  const { initialStopPct } = terms;
  const { momentum, volumeRatio, range } = signal;
  return {
    terms: { initialStopPct },
    stopPrice,
    takeProfitPrice,
    ...(decided !== undefined && { decided }),
    signal: { momentum, volumeRatio, range },
    ...(lagSeconds !== undefined && { lagSeconds }),
  };
}

export function termsData(parameters: PositionTerms): NonNullable<PageData['terms']> {
  const { initialStopPct } = parameters;
  return {
    initialStopPct,
    stopShare: 1 - stopPriceOf('long', 1, parameters),
    targetShare: takeProfitPriceOf('long', 1, parameters) - 1,
  };
}

const SMALLEST = 9;

function blockOf(name: string, bytes: Uint8Array): Block {
  return { name, base64: gzipSync(bytes, { level: SMALLEST }).toString('base64') };
}
