/**
 * Is whatever cannot be used refused before anything runs, by a sentence that names it, and without a trace left?
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { START, contentsOf, folderOf, scalper, type Ended } from '../harness/scalper-process.ts';
import { ESCAPE } from '../harness/terminal-emulator.ts';

const HEADER = 'ts,open,high,low,close,volume';
const [FIRST, SECOND] = ['1746057600000,100,101,99,100,5', '1746057660000,100,101,99,100,5'];
const BTC = 'BTCUSDT-1m-2025-05.csv';

/** What is in the folder in which it runs. */
const FILES = {
  'before.json': '{\n  "writtenBy": "kallisti-micro-scalper",\n  "trades": 1\n}\n',
  'mine.json': 'not a report\n',
  'not.json': '{ "targetPct": 0.2',
  'long.json': `{${' '.repeat(64 * 1024)}}`,
  'twice.json': '{\n  "leverage": 5,\n  "leverage": 50\n}\n',
  'list.json': '[{ "targetPct": 0.2 }]',
  'some.json': '{ "targetPct": 0, "leverge": 5 }',
  [BTC]: `${[HEADER, FIRST, SECOND].join('\n')}\n`,
  'BTCUSDT-1m-2025-05-01.csv': `${[HEADER, SECOND].join('\n')}\n`,
  'ETHUSDT-1m-2025-05.csv': `${[HEADER, FIRST, '1746057660000,100,101,99,oops,5'].join('\n')}\n`,
  'SOLUSDT-1m-2025-05.csv': `time,o,h,l,c,v\n${FIRST}\n`,
  'DOGEUSDT-1m-2025-05.csv.gz': gzipSync(`${HEADER}\n${FIRST}\n`).subarray(0, -6),
} as const;

/** An input as it is written, and words that must be said about it, all of them. */
const BAD: readonly (readonly [input: string, words: readonly string[]])[] = [
  ['--bogus', ['unknown option', '--bogus']],
  ['--dayz 2', ['--dayz', 'Did you mean', '--days']],
  ['more', ['too many arguments', 'more']],
  ['--set targtPct=0.2', ['targtPct', 'no such parameter', 'did you mean targetPct?']],
  [
    '--set targetPct=99 --set leverage=500 --set mode=fast --set initialStopPct=-1',
    [
      '4 invalid',
      'targetPct = 99: must be above 0, up to 10',
      'leverage = 500: must be a whole number, 1 to 125',
    ],
  ],
  ['--set initialStopPct=0.3', ['initialStopPct = 0.3', 'below recoveryStopPct', '0.25']],
  ['--set targetPct=', ['targetPct', 'above 0']],
  ['--set targetPct=Infinity', ['targetPct = "Infinity"', 'above 0']],
  ['--set targetPct', ['--set targetPct', 'name=value']],
  ['--set =0.2', ['--set =0.2', 'name=value']],
  ['--params nowhere.json', ['--params', 'nowhere.json']],
  ['--params not.json', ['--params: not.json: line 1, column ']],
  ['--params twice.json', ['"leverage" is written twice, 5 in line 2 and 50 in line 3']],
  ['--params long.json', ['--params', 'long.json', 'it has more than 64 KiB']],
  ['--params list.json', ['list.json', 'must be an object']],
  [
    '--params some.json --set slippageBps=-1',
    ['some.json', '3 invalid', 'leverage?', 'targetPct = 0', 'slippageBps'],
  ],
  ['--set mode=live', ['mode', 'live', 'paper']],
  ['--candles .scratch', ['.scratch', 'holds no candle files', 'BTCUSDT-1m-2025-05.csv']],
  ['--candles nowhere', ['nowhere', 'cannot be read']],
  ['--candles before.json', ['before.json', 'one of the files to be read']],
  ['--candles ETHUSDT-1m-2025-05.csv', ['ETHUSDT-1m-2025-05.csv, line 3', 'close is "oops"']],
  ['--candles SOLUSDT-1m-2025-05.csv', ['SOLUSDT-1m-2025-05.csv, line 1', 'the header is', HEADER]],
  ['--candles DOGEUSDT-1m-2025-05.csv.gz', ['DOGEUSDT-1m-2025-05.csv.gz', 'not a whole gzip file']],
  [`--candles ${BTC} BTCUSDT-1m-2025-05-01.csv`, ['BTCUSDT-1m-2025-05-01.csv', 'duplicate minute', BTC]],
  [`--candles ${BTC} --symbols BTCUSDT,ETHUSDT`, ['--symbols', 'ETHUSDT', 'have BTCUSDT']],
  [`--candles ${BTC} --seed 1`, ['--seed', '--candles']],
  [`--candles ${BTC} --symbol ETHUSDT`, [BTC, 'the name tells BTCUSDT, and --symbol says ETHUSDT']],
  ['--symbol BTCUSDT', ['--symbol', '--candles', '--detail']],
  [`--candles ${BTC} --columns when=1`, ['--columns when=1', 'role=column', 'time, open']],
  [`--candles ${BTC} --utc-offset 2h`, ['--utc-offset', "'2h' is invalid", 'from -14 to 14']],
  ['--symbols btc+usdt', ['--symbols', '"BTC+USDT" is not a symbol', 'BTCUSDT,ETHUSDT']],
  ['--symbols BTCUSDT,ETHUSDC', ['--symbols', 'ETHUSDC in USDC', 'one currency']],
  ['--symbols BTCUSDT,BTCUSDT', ['--symbols', 'BTCUSDT is named twice']],
  ['--days 0', ['--days', "'0' is invalid", 'from 1']],
  ['--days 1.5', ['--days', "'1.5' is invalid", 'from 1']],
  ['--speed 0', ['--speed', "'0' is invalid", 'from 0.01']],
  ['--seed -1', ['--seed', "'-1' is invalid", 'from 0']],
];

/** As a stranger names a file, which a shell then finds. */
const STRANGE = 'x\nscalper: all is well\n(Did you mean start?)';

function expectRefusal({ code, stdout, stderr }: Ended, words: readonly string[]): void {
  for (const word of words) expect(stderr).toContain(word);
  expect(stderr).not.toMatch(/\n\s+at |node:internal|Error:/);
  expect(stderr).not.toContain(ESCAPE);
  expect(stdout.slice(0, 200)).toBe('');
  expect(code).toBe(2);
}

/** Runs it beside all the files, which must be there unchanged afterwards, and no other. */
async function refused(args: readonly string[], words: readonly string[]): Promise<void> {
  const folder = await folderOf(FILES);
  await mkdir(join(folder, '.scratch'));
  const before = await contentsOf(folder);
  expectRefusal(await scalper(args, { folder }), words);
  const left = [...(await contentsOf(folder))].filter(([path]) => !isOfCache(path));
  expect(new Map(left)).toEqual(before);
}

/** The columns of files that were read before something else was found to be wrong. */
function isOfCache(path: string): boolean {
  return /\.scalper(?:\/candles(?:\/[0-9a-f]{64}\.candles)?)?$/.test(path);
}

describe.concurrent('start refuses', () => {
  it.each(BAD)('start refuses %s', async (input, words) => {
    await refused([...START, '--report', 'before.json', ...input.split(' ')], words);
  });

  it.each([
    ['in a folder that does not exist', 'nowhere/run.json'],
    ['that is a folder', '.scratch'],
    ['without a name', ''],
    ['in the place of a file that it did not write', 'mine.json'],
  ])('start refuses a report %s', async (_, path) => {
    await refused([...START, '--report', path], ['--report', path]);
  });

  it('start refuses a report over a file that it reads, even by force', async () => {
    const words = ['one of the files to be read'];
    await refused([...START, '--candles', BTC, '--report', BTC, '--force'], words);
    await refused([...START, '--candles', '.', '--report', `./${BTC}`, '--force'], words);
  });

  it('start refuses a report that would be the first one, and leaves none', async () => {
    await refused([...START, '--report', 'new.json', '--candles', 'nowhere'], ['nowhere']);
    await refused([...START, '--report', 'new.json', '--candles', 'SOLUSDT-1m-2025-05.csv'], ['line 1']);
  });
});

describe.concurrent('the command line refuses', () => {
  it('the command line refuses an unknown command, and says which one it is like', async () => {
    await refused(['strat', '--report', 'before.json'], ["unknown command 'strat'", 'Did you mean start?']);
  });

  it.each([
    ['a command', [STRANGE]],
    ['an option', ['status', `--${STRANGE}`]],
    ['a value', ['start', '--symbols', STRANGE]],
    ['a value of an option', ['resume', `--accept=${STRANGE}`]],
  ])('the command line refuses %s with line breaks in one line', async (_, args) => {
    const { code, stderr } = await scalper(args, { folder: await folderOf() });
    expect(stderr).toMatch(/^error: .*all is well.*\n\(--help lists the options\)\n$/);
    expect(code).toBe(2);
  });

  it('the command line refuses what is no region of AWS', async () => {
    const args = ['status', '--bot', 'paper', '--region', 'us_east'];
    expectRefusal(await scalper(args, { folder: await folderOf() }), ['--region', "'us_east' is invalid"]);
  });

  it('the command line refuses no command at all, and says which there are', async () => {
    await refused([], ['start', 'economics', 'params']);
  });

  it('the command line refuses a ledger to import that is too long', async () => {
    const folder = await folderOf({ 'old.json': ' '.repeat(64 * 1024 * 1024 + 1) });
    const { code, stderr } = await scalper(['import', 'old.json'], { folder });
    expect([code, stderr]).toEqual([2, expect.stringContaining('old.json: it has more than 65536 KiB')]);
  });

  it.each(['economics', 'params'])(
    'the command line refuses bad parameters of %s, as those of start',
    async (command) => {
      await refused(
        [command, '--set', 'targtPct=1', '--set', 'leverage=0'],
        ['2 invalid', 'targetPct?', 'leverage = 0'],
      );
      await refused([command, '--json', '--params', 'not.json'], ['not.json: line 1, column ']);
    },
  );
});

it('a defect beside the command is told by its words alone, without what the error of a library holds', async () => {
  const thrown = "new Error('it broke, signature=CANARY', { cause: new Error('CANARY') })";
  const late = `process.once('beforeExit', () => { throw ${thrown}; });`;
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(late)}` };
  const { code, stderr } = await scalper(['params'], { env });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^scalper: a defect: Error: it broke, signature=\(key\)\nNothing that you did wrong: send these lines, the command, and what \S+scalper --version prints to the owner of this repository\.\n$/,
  );
});
