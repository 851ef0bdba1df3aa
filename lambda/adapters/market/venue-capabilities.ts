/**
 * The capabilities of each exchange that real orders depend on.
 *
 * - Declared here, once. All other code asks for a capability, and never for a name.
 * - An exchange that is not declared can do nothing.
 *
 * Sources: the `features` and `has` of ccxt 4.5.84.
 */
import type { PreflightTerms } from '../../core/preflight/preflight.ts';
import { weightMaxAmongStrangers, type RequestWeights } from '../../core/request-weight.ts';

/** What an address may ask for in a minute, and the header of an answer that says what it has. */
export interface RequestLimit {
  /** In lower case. */
  readonly usedHeader: string;
  readonly weights: RequestWeights;
}

export interface VenueCapabilities {
  /** The stop comes with the entry, or in a second step once the entry has filled. */
  readonly stop: 'attached' | 'two-step';
  /** Orders that wait for a price are asked for and cancelled apart from the others. */
  readonly conditionalOrders: 'apart' | 'with-others';
  /** The exchange itself rejects a request that arrives late, as ccxt sends it. */
  readonly requestExpiry: boolean;
  readonly postOnly: boolean;
  /** Isolated margin and leverage can be set, and read back. */
  readonly isolatedMargin: boolean;
  /** It states the rights of a key: to trade, to withdraw, and from where. */
  readonly tellsKeyRights: boolean;
  /** Best bids and asks of all markets in one cheap request. */
  readonly quotesTogether: boolean;
  /**
   * The host of its demo trading: an account of play money, with a market of its own. Absent where it has none, or none that
   * ccxt's `enableDemoTrading` reaches and that is tested on the wire.
   */
  readonly demoHost?: string;
  /** Its limit on requests; absent where that is not known. */
  readonly requestLimit?: RequestLimit;
}

/** The common part of all others. */
const PAPER_ONLY = {
  stop: 'two-step',
  conditionalOrders: 'with-others',
  requestExpiry: false,
  postOnly: true,
  isolatedMargin: true,
  tellsKeyRights: false,
  quotesTogether: false,
} as const satisfies VenueCapabilities;

const CAPABILITIES: Readonly<Record<string, VenueCapabilities>> = {
  binanceusdm: {
    stop: 'two-step',
    conditionalOrders: 'apart',
    requestExpiry: true,
    postOnly: true,
    isolatedMargin: true,
    tellsKeyRights: true,
    quotesTogether: true,
    demoHost: 'demo-fapi.binance.com',
    requestLimit: {
      usedHeader: 'x-mbx-used-weight-1m',
      weights: {
        addressMax: 2_400,
        candles: 1,
        quote: 2,
        allQuotes: 5,
        account: 5,
        openOrders: 1,
        allOpenOrders: 40,
        order: 1,
        trades: 5,
        movements: 30,
      },
    },
  },
  bybit: { ...PAPER_ONLY, stop: 'attached', requestExpiry: true },
  okx: { ...PAPER_ONLY, stop: 'attached', conditionalOrders: 'apart' },
  bitget: { ...PAPER_ONLY, stop: 'attached', conditionalOrders: 'apart' },
  kucoinfutures: { ...PAPER_ONLY, stop: 'attached' },
  hyperliquid: { ...PAPER_ONLY, stop: 'attached' },
  krakenfutures: { ...PAPER_ONLY, isolatedMargin: false },
  gate: { ...PAPER_ONLY, conditionalOrders: 'apart', isolatedMargin: false },
  mexc: PAPER_ONLY,
  coinbase: { ...PAPER_ONLY, isolatedMargin: false },
};

/** `undefined` where nothing is declared. @param exchangeId ccxt's id. */
export function capabilitiesOf(exchangeId: string): VenueCapabilities | undefined {
  return Object.hasOwn(CAPABILITIES, exchangeId) ? CAPABILITIES[exchangeId] : undefined;
}

/**
 * The terms of preflight about the exchange's limit on requests; none where that is not known.
 *
 * @param weightMax what the bot may ask for in a minute; if absent, it is taken to be alone among strangers.
 */
export function requestPlanOf(
  exchangeId: string,
  symbols: readonly string[],
  weightMax?: number,
): Pick<PreflightTerms, 'requests'> {
  const weights = capabilitiesOf(exchangeId)?.requestLimit?.weights;
  if (weights === undefined) return {};
  const requests = {
    weights,
    weightMax: weightMax ?? weightMaxAmongStrangers(weights),
    markets: symbols.length,
  };
  return { requests };
}
