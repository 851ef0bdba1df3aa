/**
 * Does a trade tell what was decided, ordered and filled, and when it was without a stop?
 */
import { describe, expect, it } from 'vitest';
import { storiesOf } from '../../lambda/charts/bot-view.ts';
import { tradeFacts, tradeStrip, type TradeStory } from '../../lambda/charts/trade-strip.ts';
import type { UnprotectedTime } from '../../lambda/core/ledger/unprotected-time.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import { replay } from '../harness/paper-bot.ts';
import { MORNING, candlesOfHours, closedTrade } from './samples.ts';

const SIZE = { widthPx: 640, heightPx: 260 };
const AT = MORNING + 40 * MINUTE_MS;

const STORY: TradeStory = {
  trade: closedTrade({ entryTimeMs: AT, exitTimeMs: AT + 12 * MINUTE_MS, reason: 'max-hold' }),
  candles: candlesOfHours(4),
  opened: {
    terms: { initialStopPct: 0.1 },
    stopPrice: 94_700,
    takeProfitPrice: 95_200,
    decided: { tickMs: AT, price: 95_038 },
    signal: { momentum: 0.001, volumeRatio: 2, range: 0.002 },
    lagSeconds: 1.24,
  },
  left: { tickMs: AT + 12 * MINUTE_MS, price: 95_112 },
  fills: [
    { leg: 'entry', timeMs: AT + 1_240, price: 95_040, quantity: 0.0063, liquidity: 'taker' },
    { leg: 'exit', timeMs: AT + 12 * MINUTE_MS + 800, price: 95_110, quantity: 0.0063, liquidity: 'taker' },
  ],
};

/** Each row of the table, as text. */
function rowsOf(html: string): readonly string[] {
  return Array.from(html.matchAll(/<tr><th>(?<name>[^<]*)<\/th><td>(?<words>.*?)<\/td>/g), ({ groups }) =>
    `${groups?.['name']}: ${groups?.['words']}`.replaceAll(/<[^>]*>/g, ''),
  );
}

it('its orders and fills stand in their order, each with its time', () => {
  const rows = rowsOf(tradeFacts(STORY).toString());
  expect(rows.slice(3, 10)).toEqual([
    'decided on: momentum +0.100 %, volume 2.00 × its average, range 0.200 %',
    'entry order: decided 06:40:00 at 95,038.00, accepted 1.2 s after the close',
    'hard stop: rests at 94,700.00',
    'take-profit: rests at 95,200.00',
    'exit order: decided 06:52:00 at 95,112.00',
    'entry fill: 06:40:01 0.0063 at 95,040.00, taker',
    'exit fill: 06:52:00 0.0063 at 95,110.00, taker',
  ]);
});

it('its slippage stands beside the gross that it is a part of; where it is unknown, there is no row', () => {
  const money = (story: TradeStory) => rowsOf(tradeFacts(story).toString()).slice(10, 12);
  expect(money({ ...STORY, slippageDollars: 0.031 })).toEqual([
    expect.stringMatching(/^gross: /),
    'slippage: −0.03 USD, within gross',
  ]);
  expect(money(STORY)[1]).toMatch(/^fees: /);
});

it('of which nobody knows more has no order, and no row that is empty', () => {
  const { trade, candles } = STORY;
  const rows = rowsOf(tradeFacts({ trade, fills: [] }).toString());
  expect(rows.map((row) => row.split(':')[0])).toEqual(['trade', 'from', 'to', 'gross', 'fees', 'net']);
  expect(tradeStrip({ trade, candles, fills: [] }, SIZE).toString()).not.toContain('ks-band');
});

it('a recovery is shaded from its beginning, and a trade that was closed without a stop as a whole', () => {
  const shades = (story: TradeStory) =>
    Array.from(
      tradeStrip(story, SIZE)
        .toString()
        .matchAll(/class='(?<role>ks-f-\w+) ks-band' x='(?<x>[\d.]+)' y='14' width='(?<width>[\d.]+)'/g),
      ({ groups }) => [groups?.['role'], Number(groups?.['x']), Number(groups?.['width'])],
    );
  // 32 minutes are 430 px: the entry is 15 minutes after the beginning, the exit 12 later.
  expect(shades({ ...STORY, recoverySinceMs: AT + 2 * MINUTE_MS })).toEqual([['ks-f-warn', 306.4, 134.4]]);
  const naked = { ...STORY, trade: { ...STORY.trade, reason: 'unprotected' } };
  expect(shades(naked)).toEqual([['ks-f-loss', 279.6, 161.3]]);
  expect(tradeFacts(naked).toString()).toContain('no hard stop');
});

describe('a trade whose times without a stop are known', () => {
  /** The stop was there after 412 ms, and was gone for two minutes and a half in the fifth. */
  const unprotected: UnprotectedTime = {
    spans: [
      { fromMs: AT + 1_240, toMs: AT + 1_652 },
      { fromMs: AT + 4 * MINUTE_MS + 10_000, toMs: AT + 6 * MINUTE_MS + 40_000 },
    ],
  };
  const drawn = (story: Partial<TradeStory>) => tradeStrip({ ...STORY, ...story }, SIZE).toString();
  const told = (story: Partial<TradeStory>) =>
    rowsOf(tradeFacts({ ...STORY, ...story }).toString()).filter((row) => /without|^:/.test(row));

  it('is shaded for as long, with a bar at the foot, and where nobody could see it not at all', () => {
    const html = drawn({ unprotected });
    expect(html.match(/ks-f-loss ks-band/g)).toHaveLength(1);
    // From 06:44:10 on, of 32 minutes in 430 px.
    expect(html).toContain("class='ks-f-loss ks-band' x='335.6' y='14' width='33.6' height='220'");
    expect(html).toContain("class='ks-f-loss' x='335.6' y='230' width='33.6' height='4'");
    expect(html).toContain('<title>without a stop 06:44:10 to 06:46:40 UTC, 2 min 30 s</title>');
  });

  it('is not shaded as a whole, whatever it was closed for', () => {
    const naked = { unprotected, trade: { ...STORY.trade, reason: 'unprotected' } };
    expect(drawn(naked).match(/ks-f-loss ks-band/g)).toHaveLength(1);
  });

  it('has each of them in words, and their sum', () => {
    expect(told({ unprotected })).toEqual([
      'without a stop: 06:40:01 UTC, 412 ms',
      ': 06:44:10 to 06:46:40 UTC, 2 min 30 s',
      ': 2 times, 2 min 30 s in all',
    ]);
    const shorter = { count: 3, totalSeconds: 1.2 };
    expect(told({ unprotected: { ...unprotected, shorter } }).slice(2)).toEqual([
      ': 3 shorter, 1 s together',
      ': 5 times, 2 min 32 s in all',
    ]);
    expect(told({ unprotected: { spans: unprotected.spans.slice(0, 1) } })).toHaveLength(1);
  });

  it('says so where there was none, and nothing where nobody knows', () => {
    expect(told({ unprotected: { spans: [] } })).toEqual(['without a stop: at no time']);
    expect(told({})).toEqual([]);
  });

  it('has them from its row', () => {
    const trade = { ...closedTrade({ tradeId: 1 }), unprotected };
    const row = { epoch: 1, sequence: 1, event: { kind: 'closed', atMs: AT, trade, fills: [] } } as const;
    expect(storiesOf([row])).toMatchObject([{ unprotected }]);
  });
});

it('rows of a bot tell of each trade when it was decided, and each fill once', async () => {
  const market = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days: 1, startMs: MORNING });
  const { rows } = await replay(market);
  const stories = storiesOf(rows);
  expect(stories.length).toBeGreaterThan(10);
  for (const { trade, opened, left, fills } of stories) {
    expect(opened?.decided?.tickMs).toBe(trade.entryTimeMs);
    const legs = fills.map(({ leg, timeMs }) => [leg, timeMs]);
    expect(legs).toEqual([
      ['entry', trade.entryTimeMs],
      ['exit', trade.exitTimeMs],
    ]);
    const isByItself = trade.reason === 'target' || trade.reason === 'hard-stop';
    expect(left === undefined, trade.reason).toBe(isByItself);
  }
});

it('what was closed in parts is a fill of the exit each time, and of its trade alone', async () => {
  const market = synthesiseMarket({ symbols: ['BTCUSDT'], seed: 1, days: 1, startMs: MORNING });
  const { rows } = await replay(market);
  const closes = rows.filter(({ event }) => event.kind === 'closed');
  const [{ event: closed }, { event: other }] = [closes[0]!, closes[1]!];
  if (closed.kind !== 'closed' || other.kind !== 'closed') expect.unreachable();
  const reduced = (of: typeof closed) => ({
    ...rows[0]!,
    event: { kind: 'reduced', atMs: of.atMs, tradeId: of.trade.tradeId, fills: of.fills } as const,
  });
  const at = rows.findIndex(({ event }) => event === closed);
  const [first] = storiesOf([...rows.slice(0, at), reduced(closed), reduced(other), ...rows.slice(at)]);
  expect(first?.fills.map(({ leg }) => leg)).toEqual(['entry', 'exit', 'exit']);
});
