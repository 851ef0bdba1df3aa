/**
 * Does the bot's item stay below 32 KB, whatever happens together?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stateItem, type Item } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { toJson } from '../../lambda/adapters/dynamo/state-schema.ts';
import { parseParameters, type Violation } from '../../lambda/config.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { replay } from '../../lambda/core/ledger/ledger.ts';
import { HOUR_MS, MINUTE_MS, dayStartMs, usd } from '../../lambda/core/units.ts';
import type { ParameterReading, Ports } from '../../lambda/ports.ts';
import { BUSY, EAGER, NOON } from '../harness/builders.ts';
import { candlesOf, closing, randomWalks } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { BOT_ID, commandOf, rowsIn, stateAt, stateIn } from '../harness/stored-bot.ts';

const ITEM_BYTES = 32 * 1024;
const TABLE = 'a-table-of-a-name-as-long-as-one-may-be'.padEnd(255, '-');
const INVOCATION = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx';

/** As DynamoDB counts: names and values of all attributes. */
function bytesOf(item: Item): number {
  const lengths = Object.entries(item).map(([name, { S, N }]) => Buffer.byteLength(name + (S ?? N ?? '')));
  return lengths.reduce((sum, bytes) => sum + bytes, 0);
}

const SMALL = stateAt(99_999_999);
const BESIDE_BODY_BYTES =
  bytesOf(stateItem(SMALL, { executionId: INVOCATION, table: TABLE })) - Buffer.byteLength(toJson(SMALL));

function storedBytes(state: BotState): number {
  return BESIDE_BODY_BYTES + Buffer.byteLength(toJson(state));
}

const BASE = { ...BUSY, collateralUsd: 12.3, maxOpenCollateralUsd: 1_000, maxPositions: 10, lossStreak: 2 };

/** A document of 8 KB in which nothing is a parameter. */
function largeDocument(minute: number): readonly Violation[] {
  return Array.from({ length: 100 }, (_, k) => ({
    key: `nothing${minute}of${k}`.padEnd(40, 'ä'),
    value: '\u0001"'.repeat(20),
    bound: 'no such parameter',
  }));
}

interface Faults {
  readonly seed: number;
  readonly volatilityBps: number;
  /** Minutes of each hour in which it is so. */
  readonly undelivered: number;
  readonly topicAway: number;
  readonly commands: number;
  readonly documents: 'kept' | 'changed' | 'refused' | 'both';
}

const MINUTES = 90;

function reading(documents: Faults['documents'], minute: number): ParameterReading {
  const isRefused = documents === 'refused' || (documents === 'both' && minute % 2 === 0);
  if (isRefused) return { status: 'refused', violations: largeDocument(minute) };
  const changed = {
    ...BASE,
    pauseMinutes: minute % 5,
    momentumPct: 0.02 + minute / 1e6,
    dailyLossUsd: 900.123456 + minute,
  };
  return { status: 'valid', parameters: parseParameters(documents === 'kept' ? BASE : changed) };
}

/** The largest item of a run in which all of this happens. */
async function largestItem(faults: Faults): Promise<{ readonly bytes: number; readonly state: BotState }> {
  const { seed, volatilityBps, documents } = faults;
  const walks = { seed, symbolCount: 14, minutes: MINUTES, volatilityBps, gapShare: 0.2, missingShare: 0.02 };
  const market = randomWalks(walks, NOON).map(({ symbol, candles }) => ({
    symbol: `${symbol.padStart(16, 'LONGNAME')}/USDT:USDT`,
    candles,
  }));
  let largest = 0;
  let minute = 0;
  const faulty = (ports: Ports): Ports => ({
    ...wrapPorts(ports, (call, effect) => {
      if (call.step === 'append' && minute % 60 < faults.undelivered)
        return Promise.reject(new Error('no rows'));
      if (call.step === 'publish' && minute % 60 < faults.topicAway)
        return Promise.reject(new Error('no topic'));
      if (call.step === 'commit') largest = Math.max(largest, storedBytes(call.next));
      return effect();
    }),
    parameterSource: { load: () => Promise.resolve(reading(documents, minute)) },
  });
  const bot = paperBot(market, { parameters: parseParameters(BASE), wrap: faulty });
  while (bot.market.advance()) {
    minute = (bot.market.nowMs() - NOON) / MINUTE_MS;
    for (let k = 0; k < faults.commands; k += 1) {
      const id = `${String(minute).padStart(4, '0')}-${k}`.padEnd(100, 'x');
      const kind = (['resume', 'resume', 'resume', 'pause', 'flatten'] as const)[minute % 5]!;
      const words = { issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
      await bot.store.issue(BOT_ID, commandOf(id, { kind, accept: true, ...words }));
    }
    await bot.tick().catch(() => undefined);
  }
  return { bytes: largest, state: await stateIn(bot.store) };
}

const faults: fc.Arbitrary<Faults> = fc.record({
  seed: fc.nat(),
  volatilityBps: fc.constantFrom(3, 10, 30, 80),
  undelivered: fc.constantFrom(0, 30, 60),
  topicAway: fc.constantFrom(0, 60),
  commands: fc.constantFrom(0, 1, 20),
  documents: fc.constantFrom('kept', 'changed', 'refused', 'both'),
});

describe('The item', () => {
  it('the item stays below 32 KB while rows and alerts cannot be delivered, whatever is traded, written and commanded', async () => {
    const property = fc.asyncProperty(faults, async (drawn) => {
      const { bytes, state } = await largestItem(drawn);
      expect(bytes).toBeLessThan(ITEM_BYTES);
      if (drawn.undelivered === 60) expect(state.outbox.rows.length).toBeGreaterThan(0);
    });
    await fc.assert(property, { numRuns: 10 });
  });
});

/** A quiet market of one symbol, and a bot on it of which every commit is measured. */
function measuredBot(changes: {
  readonly isUndelivered?: () => boolean;
  readonly read?: () => ParameterReading;
}) {
  const { isUndelivered = () => false, read } = changes;
  let largest = 0;
  const wrap = (ports: Ports): Ports => ({
    ...wrapPorts(ports, (call, effect) => {
      if (isUndelivered() && (call.step === 'append' || call.step === 'publish')) {
        return Promise.reject(new Error('nothing is delivered'));
      }
      if (call.step === 'commit') largest = Math.max(largest, storedBytes(call.next));
      return effect();
    }),
    ...(read !== undefined && { parameterSource: { load: () => Promise.resolve(read()) } }),
  });
  const bot = paperBot(
    [
      closing(
        'BTC',
        Array.from({ length: 400 }, () => 100),
      ),
    ],
    { wrap },
  );
  const tick = async () => {
    if (!bot.market.advance()) throw new Error('the market has ended');
    await bot.tick().catch(() => undefined);
  };
  return { ...bot, tick, largest: () => largest };
}

describe('What is written while nothing is delivered', () => {
  it('six refused documents of 8 KB take what six alerts may take, and the newest one is told', async () => {
    let isAway = true;
    let minute = 0;
    const bot = measuredBot({
      isUndelivered: () => isAway,
      read: () => ({ status: 'refused', violations: largeDocument(minute) }),
    });
    for (; minute < 6; minute += 1) await bot.tick();
    expect(bot.largest()).toBeLessThan(ITEM_BYTES);
    isAway = false;
    await bot.tick();
    expect(bot.alerts).toHaveLength(7);
    expect(bot.alerts.at(-1)?.happened).toContain('nothing6of0');
    expect((await stateIn(bot.store)).outbox.alerts).toEqual([]);
  });

  it('changed parameters wait for the rows before them, and the last ones are in force once those are delivered', async () => {
    let isAway = false;
    let minute = 0;
    const set = () =>
      parseParameters({ ...BASE, dailyLossUsd: 100 + minute, collateralUsd: 10 + minute / 100 });
    const bot = measuredBot({
      isUndelivered: () => isAway,
      read: () => ({ status: 'valid', parameters: set() }),
    });
    await bot.tick();
    isAway = true;
    for (minute = 1; minute < 300; minute += 1) await bot.tick();
    const waiting = await stateIn(bot.store);
    expect(waiting.outbox.rows.length).toBeLessThanOrEqual(100);
    expect(waiting.parameters?.dailyLossUsd).toBeLessThan(200);
    expect(bot.largest()).toBeLessThan(ITEM_BYTES);
    isAway = false;
    await bot.tick();
    await bot.tick();
    const { parameters, ledger } = await stateIn(bot.store);
    expect(parameters).toMatchObject({ dailyLossUsd: 400, collateralUsd: 13 });
    expect(replay(1, await rowsIn(bot.store))).toEqual(ledger);
  });

  it('commands wait for the rows before them, each is obeyed once, and in their order', async () => {
    let isAway = true;
    const bot = measuredBot({ isUndelivered: () => isAway });
    await bot.tick();
    const ids = Array.from({ length: 300 }, (_, k) => `c${String(k).padStart(3, '0')}`);
    for (const id of ids) await bot.store.issue(BOT_ID, commandOf(id, { why: 'ä'.repeat(400) }));
    for (let k = 0; k < 30; k += 1) await bot.tick();
    expect(bot.largest()).toBeLessThan(ITEM_BYTES);
    expect((await bot.store.load(BOT_ID)).commands.length).toBeGreaterThan(200);
    isAway = false;
    for (let k = 0; k < 30; k += 1) await bot.tick();
    const rows = await rowsIn(bot.store);
    const obeyed = rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event.command.id] : []));
    expect(obeyed).toEqual(ids);
    expect((await bot.store.load(BOT_ID)).commands).toEqual([]);
    expect(bot.largest()).toBeLessThan(ITEM_BYTES);
  });

  it('hours and days that begin meanwhile have one row each once there is room for it', async () => {
    let isAway = false;
    let minute = 0;
    const times = Array.from({ length: 60 * 24 + 2 }, (_, hour) => NOON + hour * HOUR_MS);
    const market = candlesOf(
      'BTC',
      times.map((timeMs) => [timeMs, 100, 100, 100, 100, 1]),
    );
    let largest = 0;
    const wrap = (ports: Ports) =>
      wrapPorts(ports, (call, effect) => {
        if (isAway && call.step === 'append') return Promise.reject(new Error('no rows'));
        if (call.step === 'commit') largest = Math.max(largest, storedBytes(call.next));
        return effect();
      });
    const bot = paperBot([market], { wrap });
    for (; bot.market.advance(); minute += 1) {
      isAway = minute > 0 && minute < times.length - 2;
      await bot.tick().catch(() => undefined);
      const { ledger, outbox } = await stateIn(bot.store);
      if (minute === times.length - 3) expect(outbox.rows.length).toBeGreaterThanOrEqual(99);
      expect(ledger.rowCount).toBeLessThanOrEqual(104);
    }
    expect(largest).toBeLessThan(ITEM_BYTES);
    const { ledger, outbox } = await stateIn(bot.store);
    expect(outbox.rows).toEqual([]);
    expect(ledger.dayMs).toBe(dayStartMs(bot.market.nowMs()));
    expect(replay(1, await rowsIn(bot.store))).toEqual(ledger);
  });
});

describe('Sixty days in which nobody ran the bot', () => {
  it('sixty days in which nobody ran the bot charge each position 180 times and make one row of it', async () => {
    const entry = [100, 100, 100.1, 100.1];
    const hours = Array.from({ length: 60 * 24 }, (_, hour) => hour + 1);
    const symbols = Array.from({ length: 10 }, (_, k) => {
      const start = entry.map((close, minute) => [
        NOON + minute * MINUTE_MS,
        entry[minute - 1] ?? close,
        100.1,
        100,
        close,
        1,
      ]);
      const rest = hours.map((hour) => [NOON + hour * HOUR_MS, 100.1, 100.1, 100.1, 100.1, 1]);
      return candlesOf(`COIN${k}/USDT:USDT`, [...start, ...rest]);
    });
    let largest = 0;
    const parameters = parseParameters({
      ...BASE,
      ...EAGER,
      momentumPct: 0.05,
      targetPct: 5,
      collateralUsd: 12,
    });
    const wrap = (ports: Ports) =>
      wrapPorts(ports, (call, effect) => {
        if (call.step === 'commit') largest = Math.max(largest, storedBytes(call.next));
        return effect();
      });
    const bot = paperBot(symbols, { parameters, wrap });
    for (let minute = 0; minute < 4; minute += 1) {
      bot.market.advance();
      await bot.tick();
    }
    const { positions } = (await stateIn(bot.store)).ledger;
    expect(positions.length).toBeGreaterThan(5);
    while (bot.market.advance());
    await bot.tick();
    const rows = await rowsIn(bot.store);
    const funding = rows.flatMap(({ event }) => (event.kind === 'funding' ? [event] : []));
    const charged = new Set(funding.map(({ tradeId }) => tradeId));
    expect(charged).toEqual(new Set(positions.map(({ tradeId }) => tradeId)));
    expect(funding).toHaveLength(positions.length);
    // 0.01 % of 240 dollars at 100.1, 180 times.
    for (const { paidUsd } of funding) expect(Math.abs(paidUsd)).toBeCloseTo(180 * usd(0.024), -8);
    expect(largest).toBeLessThan(ITEM_BYTES);
  });
});
