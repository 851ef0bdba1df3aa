/**
 * What does the console's dashboard show of a bot?
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthesiseMarket } from '../../infra/market/synthetic-market.ts';
import type { LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import type { LedgerState } from '../../lambda/core/ledger/ledger-state.ts';
import { DAY_MS, HOUR_MS, toDollars } from '../../lambda/core/units.ts';
import { createWidget } from '../../lambda/dashboard/widget.ts';
import { NOON, botState, position } from '../harness/builders.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';
import { replay } from '../harness/paper-bot.ts';
import { commandOf, haltedRow } from '../harness/stored-bot.ts';
import { steeredBot } from './steered-bot.ts';

const START = Date.UTC(2026, 0, 5);
const END = START + DAY_MS;

let [state, rows]: [BotState | undefined, readonly LedgerRow[]] = [undefined, []];

beforeAll(async () => {
  const market = synthesiseMarket({ symbols: ['BTCUSDT', 'ETHUSDT'], seed: 1, days: 1, startMs: START });
  const ran = await replay(market);
  [state, rows] = [ran.state, ran.rows];
});

interface Held {
  readonly ledger?: Partial<LedgerState>;
  readonly item?: Partial<BotState>;
  readonly isNew?: boolean;
  readonly failure?: Error;
  readonly commands?: readonly string[];
}

/** The widget of two bots over a table in which one of them has traded a day. */
function widget({ ledger = {}, item = {}, isNew = false, failure, commands = [] }: Held = {}) {
  const asked: string[] = [];
  const answer = createWidget({
    bots: ['bot', 'other'],
    now: () => END,
    ledger: {
      look: (botId) => {
        asked.push(botId);
        if (failure !== undefined) return Promise.reject(failure);
        if (state === undefined || isNew) return Promise.resolve({ state: undefined, commands: [] });
        const held = { ...state, ...item, ledger: { ...state.ledger, ...ledger } };
        return Promise.resolve({ state: held, commands: commands.map((id) => commandOf(id)) });
      },
      async *rows(_botId, _epoch, { limit = Infinity } = {}) {
        yield* rows.toReversed().slice(0, limit);
      },
    },
  });
  return { answer, asked };
}

const shown = (event: object, held?: Held) => widget(held).answer(event);
const context = (fields: object) => ({ bot: 'bot', widgetContext: fields });
const lastDay = { timeRange: { mode: 'absolute', start: START, end: END } };

/** A trade's row of the table. */
const TRADE_ROW = /<tr><td>\d{4}-\d{2}-\d{2} \d{2}:\d{2}<\/td>/g;

describe('a bot in the dashboard', () => {
  it('is where it stands, what it did, and its latest ten trades', async () => {
    const html = await shown(context(lastDay));
    const closes = rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade] : []));
    expect(closes.length).toBeGreaterThan(20);
    expect(html).toContain('PAPER');
    expect(html).toContain(`net of ${closes.length} trades`);
    expect(html.match(TRADE_ROW)).toHaveLength(10);
    const last = closes.at(-1);
    expect(html).toContain(new Date(last?.exitTimeMs ?? 0).toISOString().slice(0, 16).replace('T', ' '));
    expect(Buffer.byteLength(html)).toBeLessThan(100_000);
  });

  it('has a balance that ends at the balance, wherever its time begins', async () => {
    const balance = toDollars(state?.ledger.balanceUsd ?? expect.unreachable());
    for (const hours of [24, 6, 3]) {
      const html = await shown(context({ timeRange: { start: END - hours * HOUR_MS, end: END } }));
      expect(html).toMatch(
        new RegExp(
          `Balance from [\\d,.]+ to ${balance.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} USD`,
        ),
      );
    }
    expect(await shown(context(lastDay))).toContain('Balance from 2,000.00 to');
  });

  it('shows what is zoomed to, and no trade of another time', async () => {
    const zoom = { start: START + 6 * HOUR_MS, end: START + 9 * HOUR_MS };
    const html = await shown(context({ timeRange: { ...lastDay.timeRange, zoom } }));
    expect(html).toContain('2026-01-05 06:00 → 2026-01-05 09:00 UTC');
    const closed = rows.flatMap(({ event }) => (event.kind === 'closed' ? [event.trade.exitTimeMs] : []));
    const inside = closed.filter((timeMs) => timeMs >= zoom.start && timeMs < zoom.end);
    expect(html).toContain(`The latest ${Math.min(10, inside.length)} trades`);
  });

  it('is dark where the console is', async () => {
    const [dark, light] = await Promise.all(
      ['dark', 'light'].map((theme) => shown(context({ ...lastDay, theme }))),
    );
    expect(dark).toContain('--ks-ground:#0f1b2a');
    expect(light).toContain('--ks-ground:#ffffff');
  });

  it('is as wide as the widget', async () => {
    const widths = async (width: number) =>
      Array.from((await shown(context({ ...lastDay, width }))).matchAll(/<svg width='(\d+)'/g), ([, px]) =>
        Number(px),
      );
    for (const width of [320, 588, 1_200]) {
      const found = await widths(width);
      expect(found.length).toBeGreaterThan(3);
      expect(Math.max(...found)).toBeLessThanOrEqual(width);
    }
  });

  it('halted says why, and which command ends it', async () => {
    const event = haltedRow(1, 'the wallet holds less').event;
    const halted = { cause: 'the wallet holds less', sinceMs: event.atMs };
    const html = await shown(context(lastDay), { ledger: { halted } });
    expect(html).toContain('HALTED since');
    expect(html).toContain('the wallet holds less');
    expect(html).toMatch(/<code>\.\/scalper resume --accept \w+ --bot bot<\/code>/);
  });

  it('that has not ticked for long is not told to trade, and what is told instead is what to do', async () => {
    expect(await steeredBot().draw()).toContain('✓ trading');
    const silent = steeredBot(botState({ tickMs: NOON - 2 * HOUR_MS }));
    const html = await silent.draw();
    expect(html).not.toContain('✓ trading');
    expect(html).toContain('NO TICK since 2026-01-05 10:00 UTC');
    expect(html).toContain('<code>./scalper doctor --bot bot</code>');
  });

  it('with a position shows what it was worth at the price last seen, and as of when', async () => {
    const draw = (bot: Partial<BotState>) =>
      steeredBot(botState({ ledger: { positions: [position()] }, ...bot })).draw();
    expect(await draw({})).toContain('worth unknown: no price was seen');
    const seen = (agoMs: number) => draw({ seenPrices: [{ tradeId: 1, price: 100.1, atMs: NOON - agoMs }] });
    expect(await seen(50_000)).toMatch(/ USD net if closed, as of 11:59 UTC</);
    expect(await seen(HOUR_MS)).toMatch(/ USD net as of 11:00 UTC, 1 h old</);
  });

  it('shows its latest day where the time of the dashboard is none of this world', async () => {
    for (const [start, end] of [
      [-1e300, 1e300],
      [0, 8.64e15],
      [START, Infinity],
      [END, START],
    ])
      expect(await shown(context({ timeRange: { start, end } }))).toContain('The latest 10 trades');
  });

  it('says what waits for the next tick', async () => {
    expect(await shown(context(lastDay), { commands: ['a', 'b'] })).toContain('2 commands wait');
  });

  it('has nothing that the console takes away', async () => {
    const html = await shown(context(lastDay));
    expect(html).not.toMatch(/<script|<iframe|<use|\sid=|\son\w+=|href|url\(|@import|foreignObject/i);
  });
});

describe('what cannot be shown says why, as HTML', () => {
  it.each([
    ['of a bot that is not here', { bot: 'stranger' }, {}, 'There is no bot stranger here.'],
    ['without a bot', {}, {}, 'Which bot?'],
    ['before the first tick', { bot: 'other' }, { isNew: true }, 'has not ticked yet'],
    ['without a table', { bot: 'bot' }, { failure: new Error('no route') }, 'could not be read'],
  ] as const)('%s', async (_name, event, held, words) => {
    const html = await shown(event, held);
    expect(html.startsWith("<div class='ks'>")).toBe(true);
    expect(html).toContain(words);
  });

  it('asks for no bot that it may not show', async () => {
    const { answer, asked } = widget();
    await answer({ bot: 'stranger' });
    expect(asked).toEqual([]);
  });
});

it('describes itself without a look at the table', async () => {
  const { answer, asked } = widget({ failure: new Error('not to be asked') });
  const words = await answer({ describe: true, bot: 'bot' });
  expect(words).toContain('`bot`, `other`');
  expect(asked).toEqual([]);
});

it('an event of whatever form is answered with HTML, and no text of it becomes a part of that', async () => {
  const { answer } = widget();
  const value = fc.oneof(fc.jsonValue(), hostileText, fc.constantFrom('<script>', "'><img onerror=x>"));
  const time = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(START, END, 0, -8.64e15, 8.64e15));
  const times = fc.record({ start: time, end: time });
  const event = fc.oneof(
    value,
    fc.record(
      {
        bot: value,
        describe: value,
        widgetContext: fc.oneof(
          value,
          fc.record(
            { theme: value, width: value, timeRange: fc.oneof(value, times), forms: value },
            { requiredKeys: [] },
          ),
        ),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(event, async (asked) => {
      const html = await answer(asked);
      expect(html).not.toMatch(/<script|<img|NaN|undefined/);
      expect(steeringIn(html.replaceAll('\n', ' '))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
