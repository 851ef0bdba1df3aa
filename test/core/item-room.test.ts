/**
 * Is room kept in the item for everything that cannot wait, and does everything else wait for it?
 */
import { describe, expect, it } from 'vitest';
import { ownCommand } from '../../infra/cli/commands/operate/operator-commands.ts';
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
import { halt, haltName } from '../../lambda/core/control/halt.ts';
import { consumeCommands } from '../../lambda/core/control/obey-commands.ts';
import { noteParameters } from '../../lambda/core/control/parameter-changes.ts';
import { noteReading } from '../../lambda/core/control/unread-account.ts';
import { noteUnread } from '../../lambda/core/control/unread-commands.ts';
import { withFlood } from '../../lambda/core/ledger/command-memory.ts';
import { ITEM_BYTES_MAX, bytesNeeded, fits, hasRoomForEntry } from '../../lambda/core/item-room.ts';
import { termsOf } from '../../lambda/core/ledger/position.ts';
import { DENIAL_CODES } from '../../lambda/core/reasons.ts';
import { HOUR_MS, SECOND_MS, usd } from '../../lambda/core/units.ts';
import { storedBytes } from '../../lambda/core/words.ts';
import { NOON, botState, position, stopOrder, takeProfitOrder } from '../harness/builders.ts';
import { commandOf } from '../harness/stored-bot.ts';
import { LONG_TERMS, SYMBOL, lifeOf, longBot, withEntry } from './longest-trade.ts';

const ATTRIBUTES_BYTES = 450;
const NEW_ID = ownCommand('pause', { why: '', nowMs: NOON }).id;

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

/** A bot with as many entries as have room, and nothing beside them. */
function crowded(mode: 'paper' | 'live'): BotState {
  let state = longBot(mode);
  while (hasRoomForEntry(state, LONG_TERMS)) state = withEntry(state, SYMBOL);
  // To the last byte.
  const left = ITEM_BYTES_MAX - bytesNeeded(state) - 2_200 - 3 * 140;
  return { ...state, botId: state.botId.padEnd(state.botId.length + Math.max(0, left), 'x') };
}

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
      expect(hasRoomForEntry(filler(room - growth - 3_100), LONG_TERMS)).toBe(true);
      expect(hasRoomForEntry(filler(room - growth), LONG_TERMS)).toBe(false);
    },
  );

  it('the room that is kept for a command is enough for the one that is obeyed because no row waits', () => {
    const halted = { ...halt(longBot('live'), '"'.repeat(900), NOON), outbox: EMPTY_OUTBOX };
    const words = { issuedBy: 'ä'.repeat(200), why: '"'.repeat(1_000) };
    const command = commandOf('c'.repeat(100), {
      kind: 'resume',
      accept: true,
      halt: haltName(halted.ledger.halted!),
      ...words,
    });
    const obeyed = consumeCommands(halted, { commands: [command] }, NOON);
    expect(obeyed.ledger.halted).toBeUndefined();
    const { commandMemory: _, ...withoutMemory } = obeyed;
    expect(bytesNeeded(withoutMemory) - bytesNeeded(halted)).toBeLessThanOrEqual(2_200);
  });

  it('the room that is kept for what is remembered is enough for every command, whatever its id', () => {
    const clock = { nowMs: NOON };
    const ids = ['x'.repeat(60), '\u0001'.repeat(100), '€'.repeat(100), NEW_ID];
    for (const id of ids) {
      const late = commandOf(id, { kind: 'resume', accept: true, halt: 'abc123' });
      const halted = halt(botState(), 'doubt', NOON);
      const before = consumeCommands(halted, { commands: [] }, NOON, clock);
      const { commandMemory } = consumeCommands(before, { commands: [late] }, NOON, clock);
      expect(commandMemory?.commands).toMatchObject([{ unobeyed: 'other-halt' }]);
      expect(storedBytes(commandMemory?.commands) - '[]'.length + ','.length).toBeLessThanOrEqual(140);
    }
  });

  it('the room that is kept for what is remembered is asked for before an entry, as long as it is not taken', () => {
    const before = longBot('paper');
    const bytesMost = (state: BotState) => {
      const filled = (bytes: number) => ({ ...state, botId: state.botId.padEnd(16 + bytes, 'x') });
      let [most, step] = [0, 1 << 14];
      for (; step >= 1; step /= 2) if (hasRoomForEntry(filled(most + step), LONG_TERMS)) most += step;
      return most + bytesNeeded(state);
    };
    const remembering = (count: number) => {
      const commands = Array.from({ length: count }, (_, k) => commandOf(String(k)));
      const after = consumeCommands(botState(), { commands }, NOON, { nowMs: NOON });
      return { ...before, commandMemory: after.commandMemory! };
    };
    const withoutMemory = bytesMost(before);
    expect(bytesMost(remembering(1)) - withoutMemory).toBe(140);
    expect(bytesMost(remembering(3)) - withoutMemory).toBe(3 * 140);
    expect(bytesMost(remembering(9)) - withoutMemory).toBe(3 * 140);
  });

  it('the room that is kept for an event stays, however many commands are obeyed one by one with no row waiting', () => {
    const full = crowded('paper');
    expect(hasRoomForEntry(full, LONG_TERMS)).toBe(false);
    let [state, largest, waited] = [full, 0, 0];
    for (let k = 0; k < 60; k += 1) {
      const [kind, tickMs] = [(['resume', 'pause'] as const)[k % 2]!, NOON + k * SECOND_MS];
      const id = String(k).padEnd(60, 'x');
      const commands = [commandOf(id, { kind, issuedAtMs: tickMs })];
      const obeyed = consumeCommands(state, { commands }, tickMs, { nowMs: tickMs });
      if (!obeyed.consumedCommandIds.includes(id)) waited += 1;
      largest = Math.max(largest, bytesNeeded(obeyed));
      state = { ...obeyed, outbox: EMPTY_OUTBOX, consumedCommandIds: [] };
    }
    expect(largest).toBeLessThanOrEqual(ITEM_BYTES_MAX);
    expect(waited).toBeGreaterThan(0);
    // A stop is obeyed all the same.
    expect(state.commandMemory?.commands.length).toBeGreaterThanOrEqual(3);
    expect(state.ledger.operatorPausedSinceMs).toBeDefined();
  });

  it('the room that is kept for what stands is never below what it takes, all of it together', () => {
    const words = '"ä\u0001'.repeat(3_000);
    const before = botState();
    const flood = { cause: words, isFlood: true } as const;
    let state: BotState = { ...halt(before, words, NOON), unexplainedSinceMs: NOON };
    for (const code of [...DENIAL_CODES, ...DENIAL_CODES]) state = countDenial(state, code);
    state = noteReading(state, { cause: words }, NOON);
    state = noteUnread(noteUnread(state, flood, NOON), flood, NOON + HOUR_MS);
    const violations = [{ key: words, value: words, bound: words }];
    state = noteParameters(state, { kind: 'refused', violations }, NOON);
    const amounts = { realisedUsd: usd(-9e6), unrealisedUsd: usd(-9e6), limitUsd: usd(9e6) };
    state = recordEvent(state, { kind: 'stopped', atMs: NOON, cause: 'budget', ...amounts });
    for (let k = 0; k < 100; k += 1) {
      state = raiseAlert(state, {
        atMs: NOON + (k * HOUR_MS) / 10,
        subject: `${k}${words}`,
        ...haltedAlert(words, 'k3f9ab'),
      });
      state = raiseAlert(state, { atMs: NOON, ...dayStoppedAlert({ cause: 'loss', ...amounts }) });
    }
    const { commandMemory, ...withoutMemory } = consumeCommands(state, { commands: [] }, NOON, {
      nowMs: NOON,
    });
    expect(commandMemory?.commands).toEqual([]);
    state = {
      ...withoutMemory,
      commandMemory: withFlood(commandMemory!, NOON),
      commandsLeftSinceMs: NOON,
      unreadAccount: { ...state.unreadAccount!, alertedAtMs: NOON, isHeldBack: true },
      unreadCommands: { ...state.unreadCommands!, isHeldBack: true },
      refusal: { ...state.refusal!, isHeldBack: true },
    };
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
