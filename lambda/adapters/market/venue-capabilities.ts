/**
 * The capabilities of each exchange that real orders depend on.
 *
 * - Declared here, once. All other code asks for a capability, and never for a name.
 * - An exchange that is not declared can do nothing.
 *
 * Sources: the `features` and `has` of ccxt 4.5.84.
 */

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
