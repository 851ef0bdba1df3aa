/**
 * Does a trade tell what was decided, ordered and filled, and when it was without a stop?
 */
import { expect, it } from 'vitest';
import { storiesOf } from '../../lambda/charts/bot-view.ts';
import { tradeFacts, tradeStrip, type TradeStory } from '../../lambda/charts/trade-strip.ts';
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
