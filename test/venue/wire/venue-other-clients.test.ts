/**
 * Is it the protocol that is right, and not only one client's reading of it?
 *
 * Four other clients trade the same round: parameters in the query or in the body, before or after the time, with and
 * without a window, positions in version 2 or 3. They have the machine's clock, and so has the venue here.
 */
import {
  DerivativesTradingUsdsFutures,
  DerivativesTradingUsdsFuturesRestAPI,
} from '@binance/derivatives-trading-usds-futures';
import { USDMClient } from 'binance';
import binanceApiNode, { OrderSide, OrderType } from 'binance-api-node';
import NodeBinanceApi from 'node-binance-api';
import { describe, expect, it } from 'vitest';
import { tradingVenue } from '../venue-clients.ts';

interface Access {
  readonly baseUrl: string;
  readonly key: { readonly apiKey: string; readonly secret: string };
}

/** One long of 0.006 BTC, opened, protected, stopped at 94,800 and looked at. */
interface Client {
  setUp(): Promise<unknown>;
  buy(clientId: string): Promise<unknown>;
  protect(clientId: string): Promise<unknown>;
  order(clientId: string): Promise<unknown>;
  openStops(): Promise<unknown>;
  stop(clientId: string): Promise<unknown>;
  positions(): Promise<unknown>;
  trades(): Promise<unknown>;
  sellTooMuch(): Promise<unknown>;
}

const {
  NewAlgoOrderAlgoTypeEnum,
  NewAlgoOrderClosePositionEnum,
  NewAlgoOrderSideEnum,
  NewAlgoOrderTypeEnum,
  NewOrderReduceOnlyEnum,
  NewOrderSideEnum,
  NewOrderTypeEnum,
  ChangeMarginTypeMarginTypeEnum,
} = DerivativesTradingUsdsFuturesRestAPI;

// One client wants its own mark before every id.
const ENTRY_ID = 'x-15PC4ZJy-bot-1-1-e';
const STOP_ID = 'x-15PC4ZJy-bot-1-2-s';
const SYMBOL = { symbol: 'BTCUSDT' };
const STOP = { ...SYMBOL, type: 'STOP_MARKET', triggerPrice: 94_800 } as const;

function official({ baseUrl, key: { apiKey, secret } }: Access): Client {
  const { restAPI } = new DerivativesTradingUsdsFutures({
    configurationRestAPI: { apiKey, apiSecret: secret, basePath: baseUrl, retries: 0 },
  });
  const data = async <T>(answer: Promise<{ data(): Promise<T> }>) => (await answer).data();
  const market = { ...SYMBOL, type: NewOrderTypeEnum.MARKET, quantity: 0.006 };
  return {
    setUp: () =>
      data(restAPI.changeMarginType({ ...SYMBOL, marginType: ChangeMarginTypeMarginTypeEnum.ISOLATED })),
    buy: (newClientOrderId) =>
      data(restAPI.newOrder({ ...market, side: NewOrderSideEnum.BUY, newClientOrderId })),
    protect: (clientAlgoId) =>
      data(
        restAPI.newAlgoOrder({
          ...SYMBOL,
          algoType: NewAlgoOrderAlgoTypeEnum.CONDITIONAL,
          side: NewAlgoOrderSideEnum.SELL,
          type: NewAlgoOrderTypeEnum.STOP_MARKET,
          triggerPrice: 94_800,
          closePosition: NewAlgoOrderClosePositionEnum.TRUE,
          clientAlgoId,
        }),
      ),
    order: (origClientOrderId) => data(restAPI.queryOrder({ ...SYMBOL, origClientOrderId })),
    openStops: () => data(restAPI.currentAllAlgoOpenOrders(SYMBOL)),
    stop: (clientAlgoId) => data(restAPI.queryAlgoOrder({ clientAlgoId })),
    positions: () => data(restAPI.positionInformationV3()),
    trades: () => data(restAPI.accountTradeList(SYMBOL)),
    sellTooMuch: () =>
      data(
        restAPI.newOrder({ ...market, side: NewOrderSideEnum.SELL, reduceOnly: NewOrderReduceOnlyEnum.TRUE }),
      ),
  };
}

function sieblyio({ baseUrl, key: { apiKey, secret } }: Access): Client {
  const client = new USDMClient({ api_key: apiKey, api_secret: secret, baseUrl, disableTimeSync: true });
  const market = { ...SYMBOL, type: 'MARKET', quantity: 0.006 } as const;
  return {
    setUp: () => client.setMarginType({ ...SYMBOL, marginType: 'ISOLATED' }),
    buy: (newClientOrderId) => client.submitNewOrder({ ...market, side: 'BUY', newClientOrderId }),
    protect: (clientAlgoId) =>
      client.submitNewAlgoOrder({
        ...STOP,
        algoType: 'CONDITIONAL',
        side: 'SELL',
        closePosition: 'true',
        clientAlgoId,
      }),
    order: (origClientOrderId) => client.getOrder({ ...SYMBOL, origClientOrderId }),
    openStops: () => client.getOpenAlgoOrders(SYMBOL),
    stop: (clientAlgoId) => client.getAlgoOrder({ clientAlgoId }),
    positions: () => client.getPositionsV3(),
    trades: () => client.getAccountTrades(SYMBOL),
    sellTooMuch: () => client.submitNewOrder({ ...market, side: 'SELL', reduceOnly: 'true' }),
  };
}

function nodeBinanceApi({ baseUrl, key: { apiKey, secret } }: Access): Client {
  const urls = { fapi: `${baseUrl}/fapi/`, fapiTest: `${baseUrl}/fapi/` };
  const client = new NodeBinanceApi().options({ APIKEY: apiKey, APISECRET: secret, urls });
  return {
    setUp: () => client.futuresMarginType('BTCUSDT', 'ISOLATED'),
    buy: (newClientOrderId) => client.futuresMarketBuy('BTCUSDT', 0.006, { newClientOrderId }),
    // An ordinary order of this type goes to the conditional ones by itself.
    protect: (clientAlgoId) =>
      client.futuresOrder('STOP_MARKET', 'SELL', 'BTCUSDT', 0, undefined, {
        clientAlgoId,
        triggerPrice: 94_800,
        closePosition: true,
        quantity: '',
      }),
    order: (origClientOrderId) => client.futuresOrderStatus('BTCUSDT', { origClientOrderId }),
    openStops: () => client.futuresOpenAlgoOrders('BTCUSDT'),
    stop: (clientAlgoId) => client.futuresAlgoOrderStatus('BTCUSDT', { clientAlgoId }),
    positions: () => client.futuresPositionRisk(),
    trades: () => client.futuresUserTrades('BTCUSDT'),
    sellTooMuch: () => client.futuresMarketSell('BTCUSDT', 0.006, { reduceOnly: true }),
  };
}

function apiNode({ baseUrl, key: { apiKey, secret } }: Access): Client {
  // Written before modules: its function is the default of the default, unless a loader has found it already.
  const create = 'default' in binanceApiNode ? binanceApiNode.default : binanceApiNode;
  const client = create({ apiKey, apiSecret: secret, httpFutures: baseUrl });
  const market = { ...SYMBOL, type: OrderType.MARKET, quantity: '0.006' };
  return {
    setUp: () => client.futuresMarginType({ ...SYMBOL, marginType: 'ISOLATED' }),
    buy: (newClientOrderId) => client.futuresOrder({ ...market, side: OrderSide.BUY, newClientOrderId }),
    protect: (clientAlgoId) =>
      client.futuresCreateAlgoOrder({
        ...STOP,
        triggerPrice: '94800',
        side: OrderSide.SELL,
        closePosition: true,
        clientAlgoId,
      }),
    order: (origClientOrderId) => client.futuresGetOrder({ ...SYMBOL, origClientOrderId }),
    openStops: () => client.futuresGetOpenAlgoOrders(SYMBOL),
    stop: (clientAlgoId) => client.futuresGetAlgoOrder({ ...SYMBOL, clientAlgoId }),
    positions: async () => {
      const rows = await client.futuresPositionRisk();
      return rows.filter(({ positionAmt }) => Number(positionAmt) !== 0);
    },
    trades: () => client.futuresUserTrades(SYMBOL),
    sellTooMuch: () => client.futuresOrder({ ...market, side: OrderSide.SELL, reduceOnly: 'true' }),
  };
}

const CLIENTS = [
  ['@binance/derivatives-trading-usds-futures', official],
  ['binance', sieblyio],
  ['node-binance-api', nodeBinanceApi],
  ['binance-api-node', apiNode],
] as const;

async function caught(call: Promise<unknown>): Promise<string> {
  try {
    return `no error, but ${JSON.stringify(await call)}`;
  } catch (error) {
    return `${String(error)} ${JSON.stringify(error, Object.getOwnPropertyNames(error))}`;
  }
}

describe.each(CLIENTS)('%s', (_, connect) => {
  it('a client opens, protects, is stopped, and finds out what it paid', async () => {
    const venue = await tradingVenue({ timeMs: Date.now(), clock: Date.now });
    const client = connect(venue);
    await client.setUp();
    expect(await client.buy(ENTRY_ID)).toMatchObject({
      status: 'FILLED',
      executedQty: '0.006',
      clientOrderId: ENTRY_ID,
    });
    expect(await client.protect(STOP_ID)).toMatchObject({ algoStatus: 'NEW', clientAlgoId: STOP_ID });
    expect(await client.order(ENTRY_ID)).toMatchObject({ avgPrice: '95004.90000', side: 'BUY' });
    expect(await client.openStops()).toMatchObject([{ orderType: 'STOP_MARKET', triggerPrice: '94800.00' }]);
    expect(await client.positions()).toMatchObject([{ symbol: 'BTCUSDT', positionAmt: '0.006' }]);
    expect(venue.books.positions).toMatchObject([{ marginType: 'ISOLATED' }]);
    venue.quote('BTCUSDT', { bid: 94_700, ask: 94_700.1 });
    expect(await client.stop(STOP_ID)).toMatchObject({ algoStatus: 'FINISHED', actualPrice: '94695.20000' });
    expect(await client.positions()).toEqual([]);
    expect(await client.trades()).toMatchObject([
      {
        price: '95004.90',
        marginAsset: 'USDT',
        commission: '0.28501470',
        commissionAsset: 'USDT',
        maker: false,
      },
      { price: '94695.20', realizedPnl: '-1.85820000' },
    ]);
    expect(venue.books.duplicates()).toEqual([]);
  });

  it('a client is refused in its own kind of error', async () => {
    const venue = await tradingVenue({ timeMs: Date.now(), clock: Date.now });
    expect(await caught(connect(venue).sellTooMuch())).toContain('ReduceOnly Order is rejected.');
  });

  it('a client with another secret gets nowhere', async () => {
    const venue = await tradingVenue({ timeMs: Date.now(), clock: Date.now });
    const client = connect({ baseUrl: venue.baseUrl, key: { ...venue.key, secret: 'another' } });
    expect(await caught(client.buy(ENTRY_ID))).toContain('Signature for this request is not valid.');
    expect(venue.books.trades).toEqual([]);
  });
});
