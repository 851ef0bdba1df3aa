/**
 * What waits while nothing can be delivered, and is all of it there afterwards?
 */
import { describe, expect, it } from 'vitest';
import { parseParameters } from '../../lambda/config.ts';
import { replay } from '../../lambda/core/ledger/ledger.ts';
import { HOUR_MS, MINUTE_MS, dayStartMs, usd } from '../../lambda/core/units.ts';
import type { ParameterReading, Ports } from '../../lambda/ports.ts';
import { EAGER, NOON } from '../harness/builders.ts';
import { candlesOf, closing } from '../harness/candle-rows.ts';
import { paperBot } from '../harness/paper-bot.ts';
import { wrapPorts } from '../harness/port-wrapper.ts';
import { BOT_ID, commandOf, rowsIn, stateIn } from '../harness/stored-bot.ts';
import { BASE, ITEM_BYTES, itemBytes, largeDocument } from './item-size-harness.ts';

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
      if (call.step === 'commit') largest = Math.max(largest, itemBytes(call.next));
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
    let isAway = false;
    let minute = -1;
    const bot = measuredBot({
      isUndelivered: () => isAway,
      read: () => {
        if (minute < 0) return { status: 'valid', parameters: parseParameters(BASE) };
        return { status: 'refused', violations: largeDocument(minute) };
      },
    });
    await bot.tick();
    isAway = true;
    for (minute = 0; minute < 6; minute += 1) await bot.tick();
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
    // As many as are no flood yet.
    const ids = Array.from({ length: 200 }, (_, k) => `c${String(k).padStart(3, '0')}`);
    for (const id of ids) await bot.store.issue(BOT_ID, commandOf(id, { why: 'ä'.repeat(400) }));
    for (let k = 0; k < 30; k += 1) await bot.tick();
    expect(bot.largest()).toBeLessThan(ITEM_BYTES);
    expect((await bot.store.load(BOT_ID)).commands).toHaveLength(20);
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
        if (call.step === 'commit') largest = Math.max(largest, itemBytes(call.next));
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
        if (call.step === 'commit') largest = Math.max(largest, itemBytes(call.next));
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
