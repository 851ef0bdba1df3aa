import { describe, expect, it } from 'vitest';
import { barsPicture } from '../../lambda/charts/pictures/bars-picture.ts';
import { candlesPicture } from '../../lambda/charts/pictures/candles-picture.ts';
import { countsPicture } from '../../lambda/charts/pictures/counts-picture.ts';
import { differencesPicture } from '../../lambda/charts/pictures/differences-picture.ts';
import { equityPicture } from '../../lambda/charts/pictures/equity-picture.ts';
import { heatMapPicture } from '../../lambda/charts/pictures/heat-map-picture.ts';
import { joined } from '../../lambda/charts/drawing/markup.ts';
import { svgFileOf, svgOf, type Picture } from '../../lambda/charts/drawing/picture.ts';
import { positionPicture } from '../../lambda/charts/pictures/position-picture.ts';
import { ratePicture } from '../../lambda/charts/pictures/rate-picture.ts';
import { standingCard } from '../../lambda/charts/standing-card.ts';
import { tradeStrip } from '../../lambda/charts/trade-strip.ts';
import { waterfallPicture } from '../../lambda/charts/pictures/waterfall-picture.ts';
import { windowsPicture } from '../../lambda/charts/pictures/windows-picture.ts';
import { MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { closedTrade, candlesOfHours, DAY, MORNING, position, standing } from './samples.ts';

const SIZE = { widthPx: 640, heightPx: 260 };

const PICTURES: Readonly<Record<string, Picture>> = {
  candles: candlesPicture(
    {
      symbol: 'BTCUSDT',
      candles: candlesOfHours(4),
      trades: [closedTrade({}), closedTrade({ side: 'short', reason: 'hard-stop', netUsd: usd(-1.2) })],
      fromMs: MORNING,
      toMs: MORNING + 240 * MINUTE_MS,
    },
    SIZE,
  ),
  equity: equityPicture(
    {
      ...DAY,
      beganDollars: 100,
      points: [98, 103.5, 101, 96, 107].map((dollars, k) => ({ timeMs: MORNING + k * 9e6, dollars })),
      otherBound: [98, 103.5, 103, 99, 110].map((dollars, k) => ({ timeMs: MORNING + k * 9e6, dollars })),
    },
    SIZE,
  ),
  differences: differencesPicture(
    {
      ...DAY,
      differences: [-0.4, 0, 1.25, 0.5, -2].map((dollars, k) => ({ timeMs: MORNING + k * 60_000, dollars })),
    },
    SIZE,
  ),
  waterfall: waterfallPicture(
    {
      start: { name: 'gross edge', dollars: 12.5 },
      steps: [
        { name: 'slippage', dollars: -4.25 },
        { name: 'taker fees', dollars: -31 },
        { name: 'funding', dollars: 0.06 },
      ],
      end: 'net',
    },
    640,
  ),
  days: barsPicture(
    {
      title: 'Net of each UTC day',
      bars: [
        { name: '05-04', dollars: -80.4, trades: 77, limitDollars: 80 },
        { name: '05-05', dollars: 12, trades: 30, limitDollars: 76.8 },
        { name: '05-06', dollars: 0, trades: 1, limitDollars: 77.3 },
      ],
    },
    SIZE,
  ),
  denials: countsPicture(
    {
      title: 'Denied entries',
      counts: [
        { name: 'hour', times: 490 },
        { name: 'symbol', times: 2_711, words: 'one position each' },
      ],
      nothing: 'No entry was denied.',
    },
    640,
  ),
  rates: ratePicture({ winRate: 0.28, breakEvenWinRate: 0.742, interval: { low: 0.25, high: 0.31 } }, 640),
  position: positionPicture(position({}), 640),
  'position-narrow': positionPicture(position({}), 336),
  'heat-map': heatMapPicture(
    {
      columnName: 'targetPct',
      rowName: 'initialStopPct',
      columns: [0.1, 0.2],
      rows: [0.1, 0.15],
      cells: [
        { column: 0.1, row: 0.1, dollars: -41 },
        { column: 0.2, row: 0.1, dollars: 12, mark: 'chosen' },
        { column: 0.1, row: 0.15, dollars: 0, mark: 'neighbour' },
        { column: 0.2, row: 0.15, dollars: undefined },
      ],
    },
    640,
  ),
  windows: windowsPicture(
    [0, 1].map((k) => ({
      train: { fromMs: DAY.fromMs + k * 3e9, toMs: DAY.fromMs + (k + 2) * 3e9 },
      test: { fromMs: DAY.fromMs + (k + 2) * 3e9, toMs: DAY.fromMs + (k + 3) * 3e9 },
      trainDollars: 3,
      testDollars: k - 0.5,
    })),
    640,
  ),
};

describe('each picture is the same to the byte', () => {
  it.each(Object.entries(PICTURES))('%s', async (name, picture) => {
    await expect(svgFileOf(picture, 'light')).toMatchFileSnapshot(`goldens/${name}.svg`);
  });

  it('where a bot stands, and one of its trades', async () => {
    const strip = tradeStrip(
      {
        trade: closedTrade({}),
        candles: candlesOfHours(4),
        fills: [],
        parity: { of: 'both', dollars: -0.02, parts: [{ words: 'fees', dollars: -0.02 }] },
      },
      SIZE,
    );
    const html = joined([standingCard(standing({}), 640), '\n', strip, '\n']).toString();
    await expect(html).toMatchFileSnapshot('goldens/standing-and-strip.html');
  });
});

describe('a picture', () => {
  it.each(Object.entries(PICTURES))('%s has no id, refers to nothing and runs nothing', (_name, picture) => {
    const svg = svgOf(picture).toString();
    expect(svg).not.toMatch(/\sid=|<use|href|url\(|<script|<foreignObject|\son\w+=/i);
    expect(svg).not.toMatch(/NaN|undefined|Infinity/);
  });

  it.each(Object.entries(PICTURES))('%s says in words what is seen', (_name, { label }) => {
    expect(label.length).toBeGreaterThan(20);
  });

  it('of 240 candles has a body for each, and at most 18 kB', () => {
    const candles = candlesOfHours(4);
    const chart = {
      symbol: 'BTCUSDT',
      candles,
      trades: [],
      fromMs: MORNING,
      toMs: MORNING + 240 * MINUTE_MS,
    };
    expect(candles.length).toBe(240);
    const svg = svgOf(candlesPicture(chart, { widthPx: 1_100, heightPx: 300 })).toString();
    expect(svg.match(/Z/g)).toHaveLength(240);
    expect(svg.length).toBeLessThan(18_000);
  });

  it('of fifty thousand trades stays small', () => {
    let dollars = 2_000;
    const points = Array.from({ length: 50_000 }, (_, k) => {
      dollars += Math.sin(k * k);
      return { timeMs: DAY.fromMs + k * 1_700, dollars };
    });
    const picture = equityPicture({ ...DAY, beganDollars: 2_000, points, otherBound: points }, SIZE);
    expect(svgOf(picture).toString().length).toBeLessThan(100_000);
  });
});

describe('an empty picture says why', () => {
  it.each([
    ['equity', equityPicture({ ...DAY, beganDollars: 100, points: [] }, SIZE), 'did not move'],
    [
      'candles',
      candlesPicture({ symbol: 'ETHUSDT', candles: candlesOfHours(0), trades: [], ...DAY }, SIZE),
      'no candles of ETHUSDT',
    ],
    ['differences', differencesPicture({ ...DAY, differences: [] }, SIZE), 'made what it made'],
    ['days', barsPicture({ title: 'Net of each UTC day', bars: [] }, SIZE), 'no trade was closed'],
    [
      'counts',
      countsPicture({ title: 'Denied', counts: [], nothing: 'No entry was denied.' }, 640),
      'No entry',
    ],
    ['rates', ratePicture({ winRate: undefined, breakEvenWinRate: undefined }, 640), 'No trade'],
    ['windows', windowsPicture([], 640), 'too short'],
    [
      'heat map',
      heatMapPicture({ columnName: 'a', rowName: 'b', columns: [], rows: [], cells: [] }, 640),
      'No combination',
    ],
  ] as const)('%s', (_name, picture, words) => {
    expect(svgOf(picture).toString()).toContain(words);
    expect(picture.label).toContain(words);
  });
});

describe('what stands where', () => {
  it('the words above windows have room beside each other, also on a phone', () => {
    const span = { fromMs: DAY.fromMs, toMs: DAY.toMs };
    const window = { train: span, test: span, trainDollars: 0, testDollars: 0 };
    const letterPx = 6.6;
    for (const widthPx of [336, 519, 520, 1_060]) {
      const svg = svgOf(windowsPicture([window], widthPx)).toString();
      const heads = Array.from(
        svg.matchAll(/y='13'[^>]*>(?<words>[^<]*)</g),
        ({ groups }) => groups?.['words'] ?? '',
      );
      expect(heads).toHaveLength(2);
      expect(heads.join('').length * letterPx).toBeLessThan(widthPx - 16);
    }
  });

  it('a balance that rises ends above its beginning', () => {
    const drawn = (dollars: number) =>
      svgOf(
        equityPicture({ ...DAY, beganDollars: 100, points: [{ timeMs: MORNING, dollars }] }, SIZE),
      ).toString();
    const heights = /ks-line' d='M[\d.]+,(?<first>[\d.]+).*V(?<last>[\d.]+)'/;
    const rise = (dollars: number) => {
      const { first, last } = heights.exec(drawn(dollars))?.groups ?? {};
      return Math.sign(Number(first) - Number(last));
    };
    expect([rise(107), rise(93), rise(100)]).toEqual([1, -1, 0]);
    expect(drawn(107)).toContain('ks-s-gain ks-line');
    expect(drawn(93)).toContain('ks-s-loss ks-line');
    expect(drawn(100)).toContain('ks-s-muted ks-line');
  });

  it('no two lines across have the same name, however little was won', () => {
    for (const dollars of [100.02, 101.25, 107, 1_900]) {
      const points = [{ timeMs: MORNING, dollars }];
      const svg = svgOf(equityPicture({ ...DAY, beganDollars: 100, points }, SIZE)).toString();
      const names = Array.from(
        svg.matchAll(/x='68' y='[\d.]+' text-anchor='end'>([\d,.]+)</g),
        ([, name]) => name,
      );
      expect(names.length).toBeGreaterThan(3);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
