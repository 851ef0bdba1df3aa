/**
 * Is the same name of a market taken, and the same text refused, wherever one enters?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLines } from '../../infra/cli/terminal/csv-text.ts';
import { symbolList } from '../../infra/cli/commands/options.ts';
import { parseFunding } from '../../infra/market/funding/funding-parser.ts';
import { readFileName, symbolInRow } from '../../infra/recordings/file-name.ts';
import { RowBudget } from '../../infra/recordings/row-budget.ts';
import { runSchema } from '../../infra/local/run-record.ts';
import { parseStage, STAGE } from '../../infra/stages.ts';
import { isReadable } from '../../lambda/core/ledger/stored-row.ts';
import { readStoredRow, rowItem } from '../../lambda/adapters/dynamo/row-items.ts';
import { listingsOf } from '../../lambda/adapters/market/ccxt-market-mapping.ts';
import { readCachedMarkets } from '../../lambda/adapters/market/market-cache.ts';
import { botSymbol, marketName } from '../../lambda/adapters/symbol-names.ts';
import { parseEnvironment } from '../../lambda/environment.ts';
import { NOON, trade } from '../harness/builders.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';
import { anyBotSymbol, market } from '../harness/symbol-arbitraries.ts';

function accepted(parse: () => unknown): boolean {
  try {
    return parse() !== undefined;
  } catch {
    return false;
  }
}

const VARIABLES = {
  BOT_ID: 'paper',
  EXCHANGE_ID: 'binanceusdm',
  TABLE_NAME: 'table',
  PARAMETERS_NAME: '/a',
  ALERT_TOPIC_ARN: 'arn:aws:sns:eu-west-1:1:a',
  RELEASE: 'a',
  ALLOW_LIVE: 'false',
  ALIGN_TO_MINUTE: '0',
};

const CACHED = { exchange: 'binanceusdm', savedAtMs: NOON };
const RUN = { market: 'synthetic', seed: 1, finished: false, parameters: {} };
const [STAGED] = STAGE.bots;

const MARKET = { quote: 'USDT', settle: 'USDT', swap: true, linear: true };

/** Every way in for the symbol of a bot; where names are listed, a comma divides them. */
const ENTRIES: Readonly<Record<string, (symbol: string) => boolean>> = {
  // Small letters are typed for capitals, which is another name.
  'the command line': (symbol) => accepted(() => symbolList(symbol)) && symbolList(symbol)[0] === symbol,
  'a file': (symbol) => {
    const { symbol: told, problem } = readFileName(`${symbol}-1m-2025-05.csv`);
    return told === symbol && problem === undefined;
  },
  'a file of trades': (base) => {
    const { symbol, problem } = readFileName(`${base}USDT-trades-2025-05-01.csv`);
    return symbol === `${base}USDT` && problem === undefined;
  },
  'a stage': (base) =>
    accepted(() => parseStage({ ...STAGE, bots: [{ ...STAGED, symbols: [`${base}USDT`] }] })),
  'the record of a run': (symbol) => runSchema.safeParse({ ...RUN, symbols: symbol }).success,
  'the cache of markets': (base) => {
    const kept = { id: `${base}USDT`, base, symbol: `${base}/USDT:USDT` };
    const text = JSON.stringify({ ...CACHED, markets: { [kept.symbol]: kept } });
    return readCachedMarkets(text, CACHED.exchange, NOON) !== undefined;
  },
  'the environment': (symbol) => accepted(() => parseEnvironment({ ...VARIABLES, BOT_SYMBOLS: symbol })),
  'the markets of an exchange': (base) =>
    listingsOf({ a: { ...MARKET, id: `${base}USDT`, base, symbol: `${base}/USDT:USDT` } }, 4).length === 1,
};

/** What no symbol begins with; of the letters, each looks like another, or its capital is another. */
const SIGNS = [
  '=+-@＝＋－＠|;\'"%$',
  '\t\r\0\u001B\u202E\u200F\u2066\u200B\u3164\u115F\uFE0F\u0301',
  'АΒＢ𝐁ſıß１',
].flatMap((each) => Array.from(each));
const signs = fc.constantFrom(...SIGNS);

/** Every way in for a symbol that a stranger has named, and which one came of it. */
const NAMED: Readonly<Record<string, (symbol: string) => unknown>> = {
  'the name of a file': (symbol) => symbolNamed(`${symbol}-1m-2025-05.csv`),
  'the name of a file of trades': (symbol) => symbolNamed(`${symbol}-trades.csv.gz`),
  'the row of a file': (symbol) => {
    const told = symbolInRow(symbol);
    return botSymbol.safeParse(told).success ? told : undefined;
  },
  'rows of funding': (symbol) => fundingOf('funding.csv', `symbol,ts,rate\n"${symbol}",${NOON},0.0001`),
  'entries of funding': (symbol) =>
    fundingOf(
      'funding.json',
      JSON.stringify([{ symbol: `${symbol.slice(0, -4)}/USDT:USDT`, timestamp: NOON, fundingRate: 0.0001 }]),
    ),
};

function symbolNamed(file: string) {
  const { symbol, problem } = readFileName(file);
  return problem === undefined ? symbol : undefined;
}

function fundingOf(file: string, text: string) {
  return [...parseFunding(file, Buffer.from(text), new RowBudget()).keys()][0];
}

it.each(Object.entries(NAMED))('of a symbol in %s no sign is dropped', (_, read) => {
  expect(read('1USDT')).toBe('1USDT');
  fc.assert(
    fc.property(anyBotSymbol, signs, (base, sign) => {
      const symbol = `${base}USDT`;
      expect(accepted(() => read(`${sign}${symbol}`))).toBe(false);
    }),
  );
});

describe.each(Object.entries(ENTRIES))('a symbol that enters by %s', (_, enters) => {
  it('a symbol that enters is taken', () => {
    fc.assert(
      fc.property(anyBotSymbol, (symbol) => {
        expect(enters(symbol)).toBe(true);
      }),
    );
  });

  it('a symbol that enters is refused where it is none', () => {
    fc.assert(
      fc.property(hostileText, (words) => {
        fc.pre(!botSymbol.safeParse(words).success && !words.includes(',') && words === words.trim());
        expect(enters(words)).toBe(false);
      }),
    );
  });
});

describe('the symbol of a stored row', () => {
  const stored = (symbol: string) =>
    readStoredRow(
      rowItem('bot', {
        epoch: 1,
        sequence: 1,
        event: { kind: 'closed', atMs: NOON, trade: trade(-1, { symbol }), fills: [] },
      }),
    );

  it('the symbol of a stored row is any name of a market, and no other text', () => {
    fc.assert(
      fc.property(market, hostileText, (name, words) => {
        expect(isReadable(stored(name))).toBe(true);
        fc.pre(!marketName.safeParse(words).success);
        expect(isReadable(stored(words))).toBe(false);
      }),
    );
  });
});

it.each([
  { symbols: ['BTC;USDT'] },
  { symbols: ['=1USDT'] },
  { symbols: ['BTC\nUSDT'] },
  { symbols: ['btcUSDT'] },
  { symbols: ['USDT'] },
  { symbols: ['BTCUSD'] },
])('a stage has no such symbol: %j', (changes) => {
  expect(() => parseStage({ ...STAGE, bots: [{ ...STAGED, ...changes }] })).toThrow(/symbols\.0/);
});

it.each([
  'BTC/USDT:USDT',
  'BTC/USD:BTC-260327',
  'BTCUSDT_260327',
  '币安人生USDT',
  '1000SATS',
  '4/USDT:USDT',
  'BTC/USDT:USDT-260327-100000-C',
])('a market may be called %s', (name) => {
  expect(marketName.parse(name)).toBe(name);
});

it.each(['BTC\u3164/USDT', '\u115FBTC', 'BTC/USDT\uFE0F', '=BTC/USDT', '-BTC', ' BTC', 'BTC\n'])(
  'no market is called %j',
  (name) => {
    expect(marketName.safeParse(name).success).toBe(false);
  },
);

it('no name of a market steers anything, or is a formula', () => {
  fc.assert(
    fc.property(hostileText, (words) => {
      for (const { success } of [botSymbol.safeParse(words), marketName.safeParse(words)]) {
        if (!success) continue;
        expect(steeringIn(words)).toEqual([]);
        expect(csvLines({ names: [words], rows: [] })).toEqual([words]);
      }
    }),
  );
});
