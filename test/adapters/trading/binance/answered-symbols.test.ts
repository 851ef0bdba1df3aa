/**
 * Is every symbol in an answer of Binance parsed, and what becomes of an answer with a text that names no market?
 */
import { binanceusdm } from 'ccxt';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { touchesOfAll } from '../../../../lambda/adapters/market/ccxt-quotes.ts';
import { VenueError } from '../../../../lambda/adapters/market/venue-error.ts';
import { VenueRequests } from '../../../../lambda/adapters/market/venue-requests.ts';
import { marketName } from '../../../../lambda/adapters/symbol-names.ts';
import {
  incomesOf,
  ordersOf,
  positionsOf,
} from '../../../../lambda/adapters/trading/binance/binance-mapping.ts';
import { tradingClientOf } from '../../../../lambda/adapters/trading/ccxt-trading-client.ts';
import { NOON } from '../../../harness/builders.ts';
import { hostileText } from '../../../harness/hostile-text.ts';
import { market } from '../../../harness/symbol-arbitraries.ts';

/** No text at all is that of a movement in no market. */
const noMarket = hostileText.filter((words) => words !== '' && !marketName.safeParse(words).success);

/** Every answer about the account that names a market. */
const ACCOUNT: Readonly<Record<string, (symbol: string) => unknown>> = {
  'an order': (symbol) => ordersOf([{ id: '7', clientOrderId: 'web_1', symbol, status: 'open', info: {} }]),
  'a position': (symbol) =>
    positionsOf({ info: { positions: [{ symbol, positionSide: 'BOTH', positionAmt: '1' }] } }),
  'a movement of money': (symbol) =>
    incomesOf([
      { tranId: 1, incomeType: 'TRANSFER', symbol, asset: 'USDT', income: '1', time: Date.UTC(2025, 0) },
    ]),
};

it.each(Object.entries(ACCOUNT))(
  'the symbol of %s is any name of a market; with another text the answer cannot be read, and says so without that text',
  (_, read) => {
    fc.assert(
      fc.property(market, noMarket, (name, words) => {
        expect(read(name)).toMatchObject([{ symbol: name }]);
        expect(() => read(words)).toThrow(VenueError);
        expect(() => read(words)).toThrow(/symbol: is not the name of a market$/);
      }),
    );
  },
);

it.each(['an order', 'a position'])('the symbol of %s may not be an empty text', (what) => {
  expect(() => ACCOUNT[what]?.('')).toThrow(/symbol: is not the name of a market$/);
});

it('the symbol of a movement of money may be none', () => {
  const row = { tranId: 1, incomeType: 'TRANSFER', asset: 'USDT', income: '1', time: Date.UTC(2025, 0) };
  for (const none of [{}, { symbol: null }, { symbol: '' }]) {
    expect(incomesOf([{ ...row, ...none }])).toMatchObject([{ symbol: '' }]);
  }
});

let answer: unknown;
const clock = { nowMs: () => NOON };
const dialect = tradingClientOf(binanceusdm, {
  keys: { apiKey: 'a-key', secret: 'a-secret' },
  transport: () =>
    Promise.resolve({
      status: 200,
      statusText: 'OK',
      headers: new Headers(),
      text: () => Promise.resolve(JSON.stringify(answer)),
    }),
  clock,
}).dialect({ listings: [], requests: new VenueRequests(clock, 1_000) });

type Left = (symbols: readonly string[], others?: readonly unknown[]) => Promise<Iterable<string>>;

/** Every list of all markets: the symbols that are left of some, behind other rows. */
const LISTS: Readonly<Record<string, Left>> = {
  settings: async (symbols, others = []) => {
    answer = [...others, ...symbols.map((symbol) => ({ symbol, marginType: 'ISOLATED', leverage: 5 }))];
    return (await dialect.settings()).keys();
  },
  'tiers of margin': async (symbols, others = []) => {
    answer = [...others, ...symbols.map((symbol) => ({ symbol, brackets: [] }))];
    return (await dialect.facts.tiers()).keys();
  },
  'best bids and asks': async (symbols, others = []) => {
    const rows = symbols.map((symbol) => ({ symbol, bidPrice: '1', askPrice: '2', time: Date.UTC(2025, 0) }));
    return touchesOfAll([...others, ...rows]).keys();
  },
};

it.each(Object.entries(LISTS))(
  'a row of the %s of all markets is left out where its symbol names none, and the others stay',
  async (_, left) => {
    await fc.assert(
      fc.asyncProperty(market, noMarket, async (name, words) => {
        expect([...(await left([words, name]))]).toEqual([name]);
      }),
      { numRuns: 40 },
    );
  },
);

/** What else can be wrong with a row of a market that is not the bot's, or with one of none. */
const STRANGE_ROWS: readonly unknown[] = [
  null,
  7,
  [],
  {},
  { symbol: 7 },
  { symbol: { toString: 1 } },
  { symbol: '\u001B[2J', marginType: null, brackets: 'none' },
  { symbol: 'ETHUSDT', marginType: 'PORTFOLIO', leverage: 'all', brackets: [{ notionalFloor: null }] },
];

it.each(Object.entries(LISTS))(
  'a row of the %s of all markets may have any shape where it is of no market of the bot',
  async (_, left) => {
    expect([...(await left(['BTCUSDT'], STRANGE_ROWS))]).toEqual(['BTCUSDT']);
  },
);
