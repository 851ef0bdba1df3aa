/**
 * What the bot has kept for itself between two starts, and what AWS keeps for it: is each read, named, or as good as none?
 *
 * The record of a local run, the cached list of markets, the exchange's keys.
 */
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binanceusdm } from 'ccxt';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { readRun } from '../../infra/local/bot-snapshot.ts';
import { beginRun } from '../../infra/local/run-record.ts';
import { SsmKeys } from '../../lambda/adapters/aws/ssm-exchange-keys.ts';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { marketClientOf } from '../../lambda/adapters/market/ccxt-market-client.ts';
import { ccxtTransport } from '../../lambda/adapters/market/ccxt-transport.ts';
import { LazyMarket } from '../../lambda/adapters/market/lazy-market.ts';
import { cachedMarketsText } from '../../lambda/adapters/market/market-cache.ts';
import { VenueRequests } from '../../lambda/adapters/market/venue-requests.ts';
import { DEFAULT_PARAMETERS } from '../../lambda/config.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { NOON, signalCandles } from '../harness/builders.ts';
import { quietVenue } from '../venue/binance-venue.ts';
import { brokenJson, brokenValue } from './breakers.ts';
import { fuzz, verdictOf } from './fuzzing.ts';

const is = (value: unknown) => fc.constant(value);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
});
afterAll(() => rm(folder, { recursive: true }));

const BEGINNING = {
  id: '260105-120000-000',
  startedMs: 0,
  words: ['start', '--candles', 'my candles', '--fresh'],
  isFresh: false,
};
const MARKET = {
  kind: 'synthetic',
  label: 'synthetic market, seed 1',
  symbols: [{ symbol: 'BTCUSDT', candles: signalCandles(100) }],
  seed: 1,
  fromMs: NOON,
  toMs: NOON,
} as const;

describe('Broken texts of its own', () => {
  it('a broken record of a local run goes on, is named with what differs, or is as good as none', async () => {
    const home = join(folder, 'home');
    await beginRun(home, MARKET, DEFAULT_PARAMETERS, BEGINNING);
    const file = join(home, 'run.json');
    const record: unknown = JSON.parse(await readFile(file, 'utf8'));
    const verdicts = await fuzz({
      target: 'a broken record of a local run',
      input: brokenJson(is(record)),
      runs: 150,
      slowness: 4,
      meets: async (text) => {
        await writeFile(file, text);
        const shown = await readRun(home);
        expect(shown?.seed ?? 0).toSatisfy(Number.isFinite);
        return verdictOf(() => beginRun(home, MARKET, DEFAULT_PARAMETERS, BEGINNING));
      },
    });
    expect([...verdicts.keys()].toSorted()).toEqual(['InputError', 'taken']);
    expect(await readdir(home)).toContain('run.json');
  });

  it('a broken cache of the list of markets is as good as none', async () => {
    const venue = quietVenue(NOON);
    const transport = ccxtTransport({ send: venue.direct });
    const newClient = () => marketClientOf(binanceusdm, { transport, isPaced: false });
    const all = await newClient().loadMarkets();
    const head = { exchange: 'binanceusdm', savedAtMs: NOON };
    const cached: unknown = JSON.parse(cachedMarketsText(all, ['BTC/USDT:USDT'], head));
    const problems: string[] = [];
    await fuzz({
      target: 'a broken cache of the list of markets',
      input: brokenJson(is(cached)),
      runs: 60,
      slowness: 10,
      meets: async (text) => {
        const market = new LazyMarket({
          client: newClient(),
          symbols: ['BTCUSDT'],
          clock: venue,
          store: { read: () => Promise.resolve(text), write: () => Promise.resolve() },
          onProblem: (problem) => problems.push(problem.text),
          requests: new VenueRequests(venue),
        });
        const { listings } = await market.listed(['BTCUSDT']);
        expect(listings.map(({ market: { symbol } }) => symbol)).toContain('BTCUSDT');
        expect(problems).toEqual([]);
        return 'listed';
      },
    });
  });
});

describe('Broken answers of AWS', () => {
  it('broken keys of the exchange are two texts, or a VenueError without them', async () => {
    const aws = new FakeAws();
    await aws.open();
    vi.stubEnv('AWS_ENDPOINT_URL', aws.baseUrl);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'example');
    const [apiKey, secret] = secretNames('live', false);
    const answer = {
      Parameters: [
        { Name: apiKey, Value: 'the-key', Type: 'SecureString', Version: 1 },
        { Name: secret, Value: 'the-secret', Type: 'SecureString', Version: 1 },
      ],
      InvalidParameters: [],
    };
    let broken: object = {};
    aws.answers.set('AmazonSSM.GetParameters', () => [200, broken]);
    const keys = new SsmKeys('live', false, 'ap-northeast-1');
    try {
      const verdicts = await fuzz({
        target: 'broken keys of the exchange',
        input: brokenValue(is(answer)),
        runs: 100,
        slowness: 10,
        meets: async (value) => {
          broken = typeof value === 'object' && value !== null ? value : {};
          keys.forget();
          return verdictOf(async () => {
            const read = await keys.read();
            for (const one of [read.apiKey, read.secret]) expect(one.trim()).toMatch(/./);
          });
        },
      });
      expect([...verdicts.keys()]).toContain('VenueFailure');
    } finally {
      await aws.close();
    }
  });
});
