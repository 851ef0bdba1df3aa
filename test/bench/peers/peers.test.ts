/**
 * Does the comparison say which engines it has not compared, and does each engine trade the common rule as far as it is
 * said to? Nothing here depends on how fast anything is.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { plainText, row, rowsOf } from '../../harness/candle-texts.ts';
import { bytesOf } from './candle-bytes.ts';
import { comparePeers } from './compare-peers.ts';
import { HAND_MADE_TRADES, handMadeCandles, type HandMadeTrade } from './hand-made.ts';
import { askPeer } from './measure-peer.ts';
import { OURS, PEERS, whyMissing, type Peer } from './peer-list.ts';
import { peerLines } from './peer-table.ts';

const BENCH = fileURLToPath(new URL('peers.ts', import.meta.url));
const missing = new Map(
  await Promise.all(PEERS.map(async (peer) => [peer.name, await whyMissing(peer)] as const)),
);

let folder = '';
let candlesFile = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peers-test-'));
  candlesFile = join(folder, 'candles.f64');
  await writeFile(candlesFile, bytesOf(handMadeCandles()));
});
afterAll(async () => rm(folder, { recursive: true }));

/** An engine that prints this, whatever it is asked. */
async function fakePeer(name: string, prints: string, installed = 'lock'): Promise<Peer> {
  const own = join(folder, name);
  await mkdir(join(own, 'node_modules'), { recursive: true });
  await writeFile(join(own, 'package-lock.json'), 'lock');
  await writeFile(join(own, 'node_modules/.installed'), installed);
  await writeFile(join(own, 'run.mjs'), prints);
  return { name, folder: own, language: 'node', program: 'run.mjs', differs: [`${name} differs.`] };
}

const answering = (warmCpuSeconds: readonly number[], more: object = {}) => {
  const trades = { side: [1, -1], entry: [100, 200], exit: [101, 201] };
  const answer = { version: '1.2.3', firstCpuSeconds: 6, warmCpuSeconds, trades, ...more };
  return `console.log(${JSON.stringify(JSON.stringify(answer))})`;
};

async function compare(ours: Peer, peers: readonly Peer[], rounds = 1) {
  return comparePeers({ ours, peers, candlesFile, rows: 1_000, rounds, runs: 3 });
}

describe('The figures', () => {
  it('are medians of the warm runs, and their ratio to ours', async () => {
    const ours = await fakePeer('ours', answering([0.5, 9, 0.5], { firstCpuSeconds: 2 }));
    const other = await fakePeer('other', answering([3, 2, 1], { signalCpuSeconds: 0.25 }));
    const { engines } = await compare(ours, [other], 2);
    const rounded = { ...engines[1]!, netUsd: Number(engines[1]!.netUsd.toFixed(8)) };
    expect(rounded).toEqual({
      name: 'other',
      version: '1.2.3',
      candlesPerSecond: 500,
      warmCpuSeconds: 2,
      signalCpuSeconds: 0.25,
      firstCpuSeconds: 6,
      timesOurs: 4,
      firstTimesOurs: 3,
      warmRuns: 6,
      trades: 2,
      // 1 % of a long, and half a percent of a short.
      netUsd: 3,
      differs: ['other differs.'],
    });
    expect(engines[0]).toMatchObject({ name: 'ours', timesOurs: 1, candlesPerSecond: 2_000 });
  });

  it('fit into a narrow terminal, with all that an engine does not do', async () => {
    const ours = await fakePeer('ours', answering([0.131]));
    const other = await fakePeer('backtesting', answering([10.27], { signalCpuSeconds: 0.0713 }));
    const lines = peerLines(await compare(ours, [other]), 80);
    expect(lines).toEqual([
      'engine               candles/s  x ours   signals  first run  trades  net USD',
      'ours 1.2.3           0.00763 M       1                  6 s       2     3.00',
      'backtesting 1.2.3  0.0000974 M    78.4  0.0713 s        6 s       2     3.00',
      '',
      'ours:',
      '  ours differs.',
      '',
      'backtesting:',
      '  backtesting differs.',
    ]);
  });
});

describe('An engine that is not compared', () => {
  it('is named with the reason', async () => {
    const ours = await fakePeer('ours', answering([1]));
    const absent: Peer = { ...ours, name: 'absent', folder: join(folder, 'absent') };
    const old = await fakePeer('old', answering([1]), 'another lock');
    const refused = await fakePeer('refused', answering([1]), 'another lock');
    await writeFile(join(refused.folder, 'not-installed.txt'), 'python3 is older than 3.11\n');
    const { engines, missing: told } = await compare(ours, [absent, old, refused]);
    expect(engines.map(({ name }) => name)).toEqual(['ours']);
    expect(told).toEqual([
      { name: 'absent', why: 'not installed: npm run peers:install', hasFailed: false },
      { name: 'old', why: 'another version is installed: npm run peers:install', hasFailed: false },
      { name: 'refused', why: 'could not be installed: python3 is older than 3.11', hasFailed: false },
    ]);
    expect(peerLines({ engines, missing: told }, 80).slice(-4)).toEqual([
      'Not compared:',
      '  absent: not installed: npm run peers:install',
      '  old: another version is installed: npm run peers:install',
      '  refused: could not be installed: python3 is older than 3.11',
    ]);
  });

  it.each([
    ['a crash', 'throw new Error("no such bar")', /wrong has failed: Error: no such bar$/],
    ['no JSON', 'console.log("done")', /wrong has failed: SyntaxError/],
    [
      'columns of different lengths',
      answering([1], { trades: { side: [1], entry: [], exit: [] } }),
      /different lengths/,
    ],
    ['no warm run', answering([]), /warmCpuSeconds/],
  ])('is told from one that works: %s', async (_, prints, why) => {
    const ours = await fakePeer('ours', answering([1]));
    const wrong = await fakePeer('wrong', prints);
    const compared = await compare(ours, [wrong], 2);
    expect(compared.engines).toHaveLength(1);
    expect(compared.missing).toMatchObject([{ name: 'wrong', hasFailed: true }]);
    expect(compared.missing[0]!.why).toMatch(why);
    // Without ours there is nothing to compare with.
    await expect(compare(wrong, [ours])).rejects.toThrow(why);
  });
});

describe('On candles made by hand', () => {
  const tradesOf = async (peer: Peer): Promise<readonly HandMadeTrade[]> => {
    const { side, entry, exit } = (await askPeer(peer, candlesFile, 1)).trades;
    return side.map((sign, k) => [Math.sign(sign), entry[k]!, Number(exit[k]!.toFixed(8))]);
  };
  const sorted = (trades: readonly HandMadeTrade[]) => trades.map((trade) => trade.join(' ')).sort();

  it('ours makes the trades that can be read from them', async () => {
    expect(await tradesOf(OURS)).toEqual(HAND_MADE_TRADES);
  });

  const [long, short, stopped, held, raised] = HAND_MADE_TRADES;
  /** What `differs` says of each: the minute of the entry is not checked, or what has ended is not entered at once. */
  const EXPECTED: Readonly<Record<string, readonly HandMadeTrade[]>> = {
    grademark: [long, short, held, raised],
    backtesting: HAND_MADE_TRADES,
    vectorbt: [long, short, held, raised],
    raptorbt: [long, short, stopped, raised],
  };

  for (const peer of PEERS) {
    it.skipIf(missing.get(peer.name) !== undefined)(
      `${peer.name} makes those of the rule that it can (skipped where it is not installed)`,
      async () => {
        expect(sorted(await tradesOf(peer))).toEqual(sorted(EXPECTED[peer.name]!));
      },
    );
  }
});

describe('The command', () => {
  it('prints one JSON document, in which every engine is compared or named', async () => {
    const file = join(folder, 'BTCUSDT-1m.csv');
    await writeFile(file, plainText(rowsOf(handMadeCandles())));
    const args = [BENCH, '--json', '--rounds', '1', '--runs', '1', file];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    const named = z.array(z.object({ name: z.string() }));
    const schema = z.object({ candles: z.literal('BTCUSDT'), engines: named, missing: named });
    const { engines, missing: told } = schema.parse(JSON.parse(stdout));
    const names = [...engines, ...told].map(({ name }) => name);
    expect(names.sort()).toEqual([OURS, ...PEERS].map(({ name }) => name).sort());
  });

  it('refuses candles of several symbols, by their names', async () => {
    const files = ['ETHUSDT', 'SOLUSDT'].map((symbol) => join(folder, `${symbol}-1m.csv`));
    for (const file of files) await writeFile(file, plainText([row(0), row(1)]));
    await expect(promisify(execFile)(process.execPath, [BENCH, ...files])).rejects.toThrow(
      'the engines trade one symbol each, and these files hold ETHUSDT, SOLUSDT',
    );
  });
});
