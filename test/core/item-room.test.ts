/**
 * Is room kept in the item for everything that cannot wait, and does everything else wait for it?
 */
import { describe, expect, it } from 'vitest';
import { dayStoppedAlert, haltedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import { stateItem } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import { parseParameters } from '../../lambda/config.ts';
import {
  EMPTY_OUTBOX,
  countDenial,
  raiseAlert,
  recordEvent,
  type BotState,
} from '../../lambda/core/bot-state.ts';
import { halt } from '../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../lambda/core/control/obey-commands.ts';
import { noteParameters } from '../../lambda/core/control/parameter-changes.ts';
import { noteReading } from '../../lambda/core/control/unread-account.ts';
import { ITEM_BYTES_MAX, bytesNeeded, fits, hasRoomForEntry } from '../../lambda/core/item-room.ts';
import { termsOf } from '../../lambda/core/ledger/position.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { HOUR_MS, usd } from '../../lambda/core/units.ts';
import { NOON, botState, position, stopOrder, takeProfitOrder } from '../harness/builders.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { LONG_TERMS, SYMBOL, lifeOf, longBot, withEntry } from './longest-trade.ts';

const ATTRIBUTES_BYTES = 450;

const bodyBytes = (state: BotState) =>
  Buffer.byteLength(stateItem(state, { executionId: 'x', table: 'table' })['body']!.S!);

/** Without the alerts, which have what is left. */
function quiet(state: BotState): BotState {
  return { ...state, outbox: { ...state.outbox, alerts: [] } };
}

describe('an item without room', () => {
  it.each(['pause', 'resume', 'flatten'] as const)(
    'an item without room obeys a command to %s all the same, while no row waits',
    (kind) => {
      const positions = Array.from({ length: 60 }, (_, k) => position({ tradeId: k + 1 }));
      const crowded = botState({ ledger: { positions } });
      expect(fits(crowded)).toBe(false);
      const commands = [commandOf('1', { kind })];
      expect(consumeCommands(crowded, { commands }, NOON).consumedCommandIds).toEqual(['1']);
      const waiting = recordEvent(crowded, { kind: 'day-summarised', atMs: NOON });
      expect(consumeCommands(waiting, { commands }, NOON).consumedCommandIds).toEqual([]);
    },
  );
});

describe('the room that is kept', () => {
  it.each(['paper', 'live'] as const)(
    'the room that is kept for an entry on %s is never below what its trade takes until it is closed, with no row delivered',
    (mode) => {
      const before = longBot(mode);
      const start = withEntry(before, SYMBOL);
      // Of all positions with real money.
      const partialCloses = mode === 'live' ? 1_700 : 0;
      const kept = bytesNeeded(start) - bytesNeeded(before) + partialCloses;
      const life = lifeOf(mode, start);
      const taken = life.map((state) => bodyBytes(quiet(state)) - bodyBytes(quiet(before)));
      expect(taken.length).toBeGreaterThan(10);
      for (const bytes of taken) expect(bytes).toBeLessThanOrEqual(kept);
      expect(life.at(-1)!.ledger.positions).toEqual([]);
    },
  );

  it.each(['paper', 'live'] as const)(
    'the room that is kept for an entry on %s is asked for before it is intended',
    (mode) => {
      const before = longBot(mode);
      const growth = bytesNeeded(withEntry(before, SYMBOL)) - bytesNeeded(before);
      const filler = (bytes: number) => ({ ...before, botId: before.botId.padEnd(16 + bytes, 'x') });
      const room = ITEM_BYTES_MAX - bytesNeeded(before);
      expect(hasRoomForEntry(filler(room - growth - 2_600), LONG_TERMS)).toBe(true);
      expect(hasRoomForEntry(filler(room - growth), LONG_TERMS)).toBe(false);
    },
  );

  it('the room that is kept for a command is enough for the one that is obeyed because no row waits', () => {
    const halted = { ...halt(longBot('live'), '"'.repeat(900), NOON), outbox: EMPTY_OUTBOX };
    const words = { issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
    const command = commandOf('c'.repeat(100), { kind: 'resume', accept: true, ...words });
    const obeyed = consumeCommands(halted, { commands: [command] }, NOON);
    expect(obeyed.ledger.halted).toBeUndefined();
    expect(bytesNeeded(obeyed) - bytesNeeded(halted)).toBeLessThanOrEqual(2_200);
  });

  it('the room that is kept for what stands is never below what it takes, all of it together', () => {
    const words = '"ä\u0001'.repeat(3_000);
    const before = botState();
    let state: BotState = halt(before, words, NOON);
    for (const code of DENIAL_CODES) {
      for (let k = 0; k < 3; k += 1) state = countDenial(state, code);
    }
    state = noteReading(state, { cause: words }, NOON);
    const violations = [{ key: words, value: words, bound: words }];
    state = noteParameters(state, { kind: 'refused', violations }, NOON);
    const amounts = { realisedUsd: usd(-9e6), unrealisedUsd: usd(-9e6), limitUsd: usd(9e6) };
    state = recordEvent(state, { kind: 'stopped', atMs: NOON, cause: 'budget', ...amounts });
    for (let k = 0; k < 100; k += 1) {
      state = raiseAlert(state, {
        atMs: NOON + (k * HOUR_MS) / 10,
        subject: `${k}${words}`,
        ...haltedAlert(words),
      });
      state = raiseAlert(state, { atMs: NOON, ...dayStoppedAlert({ cause: 'loss', ...amounts }) });
    }
    const { alertLog } = state;
    expect(alertLog.count).toBeGreaterThan(100);
    expect(ATTRIBUTES_BYTES + bodyBytes(quiet(state))).toBeLessThanOrEqual(bytesNeeded(before));
  });
});

describe('the positions that the parameters allow', () => {
  const MOST = parseParameters({ maxPositions: 10, maxOpenCollateralUsd: 300 });

  it.each(['paper', 'live'] as const)('the positions that the parameters allow have room on %s', (mode) => {
    let state = longBot(mode);
    state = {
      ...state,
      outbox: EMPTY_OUTBOX,
      ledger: { ...state.ledger, entryTimesMs: Array.from({ length: 30 }, () => NOON) },
    };
    if (mode === 'live') {
      const bookedIds = Array.from({ length: 60 }, (_, k) => `9876543210${k}/FUNDING_FEE`);
      state = { ...state, venueLog: { sinceMs: NOON, bookedIds } };
    }
    for (let k = 0; k < MOST.maxPositions; k += 1) {
      if (!hasRoomForEntry(state, MOST))
        throw new Error(`no room for ${k + 1} on ${mode}: ${bytesNeeded(state)}`);
      const symbol = mode === 'live' ? `COIN${k}USDT` : `COIN${k}/USDT:USDT`;
      const long = {
        quantity: 0.0099728519,
        entryPrice: 60_163.31234,
        stopPrice: 60_012.81234,
        takeProfitPrice: 60_253.51234,
      };
      const open = position({
        tradeId: 123_450 + k,
        symbol,
        entryFeeUsd: usd(0.30000001),
        ...long,
        terms: termsOf(MOST),
      });
      const base = { tradeId: open.tradeId, symbol, quantity: open.quantity, sendBeforeMs: NOON };
      const id = (leg: string) => `paper-29461234-${123_450 + k}-${leg}`;
      const orders = [
        stopOrder({ ...base, price: open.stopPrice, clientOrderId: id('s') }),
        takeProfitOrder({ ...base, price: open.takeProfitPrice, clientOrderId: id('t') }),
      ];
      const { account } = state;
      state = {
        ...state,
        orders: [...state.orders, ...orders],
        ledger: { ...state.ledger, positions: [...state.ledger.positions, open] },
        account: account && {
          positions: [...account.positions, { symbol, side: 'long', quantity: open.quantity, metToMs: NOON }],
          orders: [...account.orders, ...orders],
        },
      };
    }
    expect(() => parseParameters({ maxPositions: MOST.maxPositions + 1 })).toThrow();
  });
});
