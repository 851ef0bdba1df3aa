/**
 * Are recorded funding rates read as they are, and refused where they are in doubt?
 */
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { RowBudget } from '../../../infra/recordings/row-budget.ts';
import { readFundingFiles } from '../../../infra/market/funding/funding-files.ts';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import { HOUR_MS } from '../../../lambda/core/units.ts';
import { MAY_MS, folder, lines, plainText, row, zipped } from '../../harness/candle-writing.ts';

const ARCHIVE = 'calc_time,funding_interval_hours,last_funding_rate';
const NAME = 'BTCUSDT-fundingRate-2025-05.csv';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function read(files: Files, budget?: RowBudget) {
  const path = await folder(files);
  const paths = Object.keys(files).map((name) => join(path, name));
  return (await readFundingFiles(paths, budget)).map(({ symbol, files: from, recorded }) => ({
    symbol,
    files: from.map((file) => file.slice(path.length + 1)),
    rows: Array.from(recorded.timeMs, (timeMs, k) => [
      (timeMs - MAY_MS) / HOUR_MS,
      recorded.rate[k],
      recorded.intervalMs[k]! / HOUR_MS,
    ]),
  }));
}

/** What is wrong, without the folder. */
const refusal = (files: Files, budget?: RowBudget) =>
  read(files, budget).then(
    () => 'not refused',
    (error: unknown) => (error instanceof Error ? error.message.replaceAll(/\/\S*\//g, '') : String(error)),
  );

describe('files of funding rates', () => {
  it.each<[title: string, files: () => Promise<Files>]>([
    ['plain', async () => ({ [NAME]: ARCHIVE_TEXT })],
    ['gzip', async () => ({ [`${NAME}.gz`]: gzipSync(ARCHIVE_TEXT) })],
    ['zip', async () => ({ 'BTCUSDT-fundingRate-2025-05.zip': await zipped({ [NAME]: ARCHIVE_TEXT }) })],
  ])(
    "Binance's archive is read, %s, with times rounded to their minute and the interval of each",
    async (_, files) => {
      const rows = [
        [0, 0.0001, 8],
        [8, -0.00025, 8],
        [12, 0, 4],
      ];
      expect(await read(await files())).toMatchObject([{ symbol: 'BTCUSDT', rows }]);
    },
  );

  const ARCHIVE_TEXT = lines(
    ARCHIVE,
    `${MAY_MS + 3},8,0.00010000`,
    `${MAY_MS + 8 * HOUR_MS - 2},8,-0.00025`,
    `${MAY_MS + 12 * HOUR_MS},4,0`,
  );

  it('two columns are enough, and a column of symbols wins over the name', async () => {
    expect(await read({ 'BTCUSDT-funding.csv': lines('ts,rate', `${MAY_MS},1e-4`) })).toEqual([
      { symbol: 'BTCUSDT', files: ['BTCUSDT-funding.csv'], rows: [[0, 0.0001, 8]] },
    ]);
    const mixed = lines('ts,symbol,rate', `${MAY_MS},ETHUSDT,0.001`, `${MAY_MS},SOLUSDT,0.002`);
    expect(await read({ 'rates of all.csv': mixed })).toEqual([
      { symbol: 'ETHUSDT', files: ['rates of all.csv'], rows: [[0, 0.001, 8]] },
      { symbol: 'SOLUSDT', files: ['rates of all.csv'], rows: [[0, 0.002, 8]] },
    ]);
  });

  it("ccxt's JSON is read, of several symbols", async () => {
    const entry = (symbol: string, hour: number, fundingRate: number) => ({
      info: { anything: true },
      symbol,
      fundingRate,
      timestamp: MAY_MS + hour * HOUR_MS + 7,
      datetime: 'not read',
    });
    const list = [
      entry('BTC/USDT:USDT', 0, 0.0001),
      entry('ETH/USDT:USDT', 0, 0.0002),
      entry('BTC/USDT:USDT', 4, -1e-5),
    ];
    expect(await read({ 'history.json': JSON.stringify(list, undefined, 1) })).toMatchObject([
      {
        symbol: 'BTCUSDT',
        rows: [
          [0, 0.0001, 8],
          [4, -0.00001, 8],
        ],
      },
      { symbol: 'ETHUSDT', rows: [[0, 0.0002, 8]] },
    ]);
  });

  it('files of one symbol follow each other, in whatever order they are given', async () => {
    const files = {
      'BTCUSDT-fundingRate-2025-06.csv': lines(ARCHIVE, `${MAY_MS + 8 * HOUR_MS},8,0.0002`),
      [NAME]: lines(ARCHIVE, `${MAY_MS},8,0.0001`),
    };
    expect(await read(files)).toMatchObject([
      {
        files: [NAME, 'BTCUSDT-fundingRate-2025-06.csv'],
        rows: [
          [0, 0.0001, 8],
          [8, 0.0002, 8],
        ],
      },
    ]);
    const again = { [NAME]: files[NAME], 'BTCUSDT-again.csv': files[NAME] };
    expect(await refusal(again)).toMatch(
      /^BTCUSDT-again\.csv: begins at 2025-05-01T00:00Z, before .* must not overlap$/,
    );
  });
});

describe('the name of a file of funding rates', () => {
  const text = lines(ARCHIVE, `${MAY_MS},8,0.0001`, `${MAY_MS + 31 * 24 * HOUR_MS},8,0.0001`);

  it.each(['btcusdt-fundingRate-2025-05.csv', 'fundingRate_BTCUSDT.csv', 'BTC-USDT-SWAP funding.csv'])(
    'is read as that of any recording: %s',
    async (name) => {
      expect(await read({ [name]: text })).toMatchObject([{ symbol: 'BTCUSDT' }]);
    },
  );

  it('may be that of the file in an archive', async () => {
    expect(await read({ 'rates.zip': await zipped({ [NAME]: text }) })).toMatchObject([
      { symbol: 'BTCUSDT' },
    ]);
  });

  it('is told where it tells another month than the rows, and not where they end with the month', async () => {
    const path = await folder({ [NAME]: text, 'BTCUSDT-fundingRate-2021-07.csv': text });
    const [may] = await readFundingFiles([join(path, NAME)]);
    expect(may?.warnings).toBeUndefined();
    const july = join(path, 'BTCUSDT-fundingRate-2021-07.csv');
    const [strange] = await readFundingFiles([july]);
    expect(strange?.warnings).toEqual([
      `${july} holds rows of 2025-05-01 to 2025-06-01, and its name tells 2021-07`,
    ]);
  });
});

describe('files that are refused', () => {
  const first = `${MAY_MS},8,0.0001`;

  it.each<[row: string, problem: string]>([
    [`${MAY_MS / 1000},8,0.0001`, 'not in seconds'],
    [`${MAY_MS}.5,8,0.0001`, 'must be a whole number of milliseconds'],
    [`${MAY_MS + 100},8,0.0001`, 'must be later than the one before (2025-05-01T00:00Z)'],
    [`${MAY_MS - HOUR_MS},8,0.0001`, 'must be later than the one before'],
    [`${MAY_MS + HOUR_MS},8,`, 'the rate is "", and must be a fraction such as 0.0001'],
    [`${MAY_MS + HOUR_MS},8,0.01%`, 'must be a fraction'],
    [`${MAY_MS + HOUR_MS},8,0.11`, 'must be a fraction from -0.1 to 0.1: 0.0001 is 0.01 %'],
    [`${MAY_MS + HOUR_MS},0,0.0001`, 'the interval is "0", and must be a number of hours such as 8'],
    [`${MAY_MS + HOUR_MS},8`, 'has 2 columns, and the header 3'],
  ])('the row %s', async (wrong, problem) => {
    const message = await refusal({ [NAME]: lines(ARCHIVE, first, wrong) });
    expect(message).toMatch(/^BTCUSDT-fundingRate-2025-05\.csv, line 3: /);
    expect(message).toContain(problem);
  });

  it.each<[title: string, name: string, text: string, problem: string]>([
    ['another header', NAME, 'time,price\n', 'line 1: the header is "time,price", and must hold calc_time,'],
    ['no row', NAME, `${ARCHIVE}\n`, 'holds no funding rate'],
    [
      'no symbol',
      'rates.csv',
      lines(ARCHIVE, first),
      'neither the name nor the rows tell a symbol: call it such as BTCUSDT-fundingRate-2024-01.zip',
    ],
    ['a wrong symbol', 'x.csv', lines('ts,symbol,rate', `${MAY_MS},btc,0`), 'line 2: the symbol is "btc"'],
    ['JSON that is no list', 'x.json', '{"rates": []}', 'must be a list as ccxt'],
    ['an empty list', 'x.json', '[]', 'holds no funding rate'],
    [
      'an entry without a rate',
      'x.json',
      `[{"symbol":"BTC/USDT:USDT","timestamp":${MAY_MS},"fundingRate":null}]`,
      'entry 1: it.fundingRate: expected number, received null, and must be as in a list',
    ],
    [
      'an entry of no market',
      'x.json',
      `[{"symbol":"BTC","timestamp":${MAY_MS},"fundingRate":0}]`,
      'entry 1: the symbol is "BTC"',
    ],
    ['no JSON', 'x.json', '[{"a": 1,}]', 'x.json: line 1'],
    ['nothing', NAME, '', 'is empty, and must hold calc_time,'],
    ['a PDF document', NAME, '%PDF-1.7\n\u0000', 'is a PDF document, which is not read'],
    ['a name of two symbols', 'BTCUSDT-ETHUSDT-fundingRate.csv', '', 'the name tells two symbols'],
    [
      'rows of another symbol than the name',
      NAME,
      lines('ts,symbol,rate', `${MAY_MS},ETHUSDT,0`),
      'the name tells BTCUSDT, and the rows tell ETHUSDT: they must be the same',
    ],
  ])('%s', async (_, name, text, problem) => {
    expect(await refusal({ [name]: text })).toContain(problem);
  });

  it('an archive whose file is of another symbol or month', async () => {
    const zip = 'BTCUSDT-fundingRate-2025-05.zip';
    const packed = (member: string) => zipped({ [member]: lines(ARCHIVE, first) });
    const ofEth = 'ETHUSDT-fundingRate-2025-05.csv';
    expect(await refusal({ [zip]: await packed(ofEth) })).toContain(`and ${ofEth} in it tells ETHUSDT`);
    const ofJune = 'BTCUSDT-fundingRate-2025-06.csv';
    expect(await refusal({ [zip]: await packed(ofJune) })).toContain(`and ${ofJune} in it tells 2025-06`);
  });

  it('more rows than a run may have', async () => {
    const files = { [NAME]: lines(ARCHIVE, first, `${MAY_MS + HOUR_MS},8,0`) };
    expect(await refusal(files, new RowBudget(1))).toContain('a run reads at most 1');
  });
});

describe('the market of a run with recorded funding', () => {
  it('holds the rates of its symbols, and names a file that has none of them', async () => {
    const path = await folder({
      'BTCUSDT-1m-2025-05.csv': plainText([row(0), row(1)]),
      [NAME]: lines(ARCHIVE, `${MAY_MS},8,0.0001`),
      'ETHUSDT-fundingRate-2025-05.csv': lines(ARCHIVE, `${MAY_MS},8,0.0001`),
    });
    const [candles, btc, eth] = ['BTCUSDT-1m-2025-05.csv', NAME, 'ETHUSDT-fundingRate-2025-05.csv'].map(
      (name) => join(path, name),
    );
    const market = await chooseMarket({ candles: [candles!], funding: [btc!, eth!] });
    expect(market.funding).toMatchObject([{ symbol: 'BTCUSDT', files: [btc] }]);
    expect(market.filesLeftOut).toEqual([eth]);
    const ofFolder = await chooseMarket({ candles: [path] });
    expect(ofFolder.filesLeftOut).toEqual([btc, eth]);
    const both = await chooseMarket({ candles: [path], funding: [btc!, eth!] });
    expect(both.filesLeftOut).toEqual([eth]);
  });

  it('is not synthetic', async () => {
    await expect(chooseMarket({ funding: ['BTCUSDT-funding.csv'] })).rejects.toThrow(
      '--funding belongs to recorded',
    );
  });
});
