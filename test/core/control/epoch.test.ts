/**
 * Does a new epoch keep what has to go on, and nothing else, under numbers that were never used?
 */
import { describe, expect, it } from 'vitest';
import { haltedAlert } from '../../../lambda/core/alerts/alert-texts.ts';
import {
  intendOrder,
  newPaperBot,
  raiseAlert,
  recordEvent,
  type BotState,
} from '../../../lambda/core/bot-state.ts';
import {
  beginEpoch,
  beginWithoutItem,
  continueRestored,
  isFlat,
  missingItemWords,
  nextEpoch,
} from '../../../lambda/core/control/epoch.ts';
import { brokenInvariants } from '../../../lambda/core/audit/invariants.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { epochMarkOf, epochName } from '../../../lambda/core/text/epoch-name.ts';
import { replay } from '../../../lambda/core/ledger/ledger.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { completeRows, endOfEpochBefore, rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import {
  BEGINNER_ID,
  NOON,
  at,
  entryOrder,
  parameters,
  position,
  stopOrder,
} from '../../harness/builders.ts';

const MINUTE = NOON / MINUTE_MS;
const begins = { atMs: NOON, beginnerId: BEGINNER_ID };
const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: at('11:30'), position: position(), decision, fills: [] };

function botOf(...events: readonly LedgerEvent[]): BotState {
  return events.reduce(recordEvent, newPaperBot('bot', 1, usd(2000), at('11:00')));
}

/** With everything that a backup may hold: a position and its stop at rest, a stopped day, a halt, a pause. */
function busyBot(): BotState {
  const halted = botOf(
    OPENED,
    { kind: 'paused', atMs: at('11:40'), untilMs: at('12:40'), lossesInARow: 4 },
    {
      kind: 'stopped',
      atMs: at('11:50'),
      cause: 'loss',
      realisedUsd: usd(-1),
      unrealisedUsd: usd(0),
      limitUsd: usd(1),
    },
    { kind: 'halted', atMs: at('11:55'), cause: 'a test' },
  );
  return intendOrder(halted, 'stop', (identity) => stopOrder({ ...identity }));
}

/** Of the order and the alert that come next. */
function nextIds(bot: BotState): readonly (string | undefined)[] {
  const ordered = intendOrder(bot, 'exit', (identity) => stopOrder({ ...identity }));
  const raised = raiseAlert(ordered, { atMs: NOON, ...haltedAlert('a test', 'k3f9ab') });
  return [ordered.orders.at(-1)?.clientOrderId, raised.outbox.alerts.at(-1)?.id];
}

describe('the number of an epoch', () => {
  it('the number of an epoch is the minute in which it begins', () => {
    expect(nextEpoch(1, NOON)).toBe(MINUTE);
    expect(nextEpoch(1, NOON + 59_999)).toBe(MINUTE);
    expect(nextEpoch(1, NOON + 60_000)).toBe(MINUTE + 1);
  });

  it('the number of an epoch grows even when the clock has stood still or gone back', () => {
    expect(nextEpoch(MINUTE, NOON)).toBe(MINUTE + 1);
    expect(nextEpoch(MINUTE + 7, NOON)).toBe(MINUTE + 8);
  });
});

describe('a restored bot', () => {
  const before = busyBot();
  const after = continueRestored(before, begins);

  it('a restored bot goes on with everything: balance, positions, and whatever keeps it from opening', () => {
    expect(after.ledger).toEqual({ ...before.ledger, epoch: MINUTE, rowCount: 1 });
    expect(after).toMatchObject({
      orders: before.orders,
      account: before.account,
      orderCount: before.orderCount,
    });
  });

  it('a restored bot begins with a row that says how the epoch before it ended', () => {
    expect(after.outbox.rows.at(-1)).toEqual({
      epoch: MINUTE,
      sequence: 1,
      event: {
        kind: 'started',
        atMs: NOON,
        balanceUsd: usd(2000),
        after: { cause: 'restored', ledger: before.ledger },
      },
    });
  });

  it('a restored bot gives its orders and alerts ids that the table it was copied from never gives', () => {
    const name = epochName({ epoch: MINUTE, epochMark: epochMarkOf(BEGINNER_ID) });
    expect(nextIds(before)).toEqual(['bot-1-2-x', 'bot-1-1-halted']);
    expect(nextIds(after)).toEqual([`bot-${name}-2-x`, `bot-${name}-1-halted`]);
  });

  it('a restored bot breaks no invariant, with rows of the old epoch still waiting', () => {
    expect(brokenInvariants(before, after, NOON, parameters())).toEqual([]);
    const busier = recordEvent(after, { kind: 'denials', atMs: NOON, counts: { positions: 1 } });
    expect(brokenInvariants(before, busier, NOON, parameters())).toEqual([]);
    const wrong = { ...after, ledger: { ...after.ledger, balanceUsd: usd(2001) } };
    expect(brokenInvariants(before, wrong, NOON, parameters())).toHaveLength(1);
  });

  it('a restored bot agrees with its rows, and so does the epoch before', () => {
    const rows = completeRows(after, []);
    expect(rows.map(({ epoch, sequence }) => `${epoch}/${sequence}`)).toEqual([`${MINUTE}/1`]);
    expect(replay(MINUTE, rows)).toEqual(after.ledger);
    expect(rebuild(after, []).differences).toEqual([]);
    const ended = endOfEpochBefore({ state: after, delivered: [] })!;
    expect(ended.ledger).toEqual(before.ledger);
    expect(rebuild(ended, before.outbox.rows)).toMatchObject({ deliveredRows: 5, differences: [] });
    expect(endOfEpochBefore({ state: ended, delivered: before.outbox.rows })).toBeUndefined();
  });

  it('a restored bot is told apart from rows of the old epoch that do not lead to what it goes on with', () => {
    const ended = endOfEpochBefore({ state: after, delivered: [] })!;
    const paths = rebuild({ ...ended, outbox: { rows: [], alerts: [] } }, before.outbox.rows.slice(0, 4));
    expect(paths.differences.map(({ path }) => path)).toEqual(['rows[5]']);
  });
});

describe('a change of mode', () => {
  const flat = botOf({ kind: 'halted', atMs: at('11:55'), cause: 'a test' });
  const change = { ...begins, balanceUsd: usd(500), account: undefined };

  it('a change of mode begins a new balance and a new day, still halted', () => {
    const live = beginEpoch(flat, change);
    expect(live.ledger).toMatchObject({
      epoch: MINUTE,
      rowCount: 1,
      tradeCount: 0,
      balanceUsd: usd(500),
      dayStartBalanceUsd: usd(500),
      dayMs: at('00:00'),
      halted: { cause: 'a test', sinceMs: at('11:55') },
    });
    expect(live.account).toBeUndefined();
    expect(brokenInvariants(flat, live, NOON, parameters())).toEqual([]);
    expect(endOfEpochBefore({ state: live, delivered: [] })?.ledger).toEqual(flat.ledger);
  });

  it('a change of mode leaves behind what failed at the exchange', () => {
    const cause = 'HTTP 503';
    const [sinceMs, lastMs, count] = [NOON, NOON, 1];
    const failing = {
      ...flat,
      entryRejections: [{ reason: 'clock', symbols: ['BTC'], count, sinceMs, lastMs, cause }],
      unreadAccount: { sinceMs, cause },
      unexplainedSinceMs: sinceMs,
    };
    const next = beginEpoch(failing, change);
    expect(next).not.toHaveProperty('entryRejections');
    expect(next).not.toHaveProperty('unreadAccount');
    expect(next).not.toHaveProperty('unexplainedSinceMs');
  });

  it('a change of mode is refused while anything is open or in flight', () => {
    expect(isFlat(flat)).toBe(true);
    const resting = stopOrder();
    const open: readonly BotState[] = [
      recordEvent(flat, OPENED),
      { ...flat, orders: [resting] },
      { ...flat, account: { ...EMPTY_ACCOUNT, orders: [resting] } },
      { ...flat, account: { ...EMPTY_ACCOUNT, positions: [{ ...position(), metToMs: NOON }] } },
    ];
    for (const bot of open) expect(() => beginEpoch(bot, change)).toThrow('bot bot is not flat');
  });

  it('a bot that is begun anew says who has asked and why, and how the epoch before ended; it stays halted', () => {
    const asked = { by: 'ada', why: 'used up' };
    const begun = beginEpoch(flat, { ...change, account: EMPTY_ACCOUNT, asked });
    expect(completeRows(begun, [])[0]?.event).toEqual({
      kind: 'started',
      atMs: NOON,
      balanceUsd: usd(500),
      after: { cause: 'begun', ledger: flat.ledger },
      asked,
    });
    expect(begun.ledger).toMatchObject({ epoch: MINUTE, balanceUsd: usd(500), halted: { cause: 'a test' } });
    expect(rebuild(begun, []).differences).toEqual([]);
  });

  it('a bot without its item begins after the last epoch of its rows, and leads to what they say', () => {
    const beginning = { ...begins, balanceUsd: usd(500), asked: { by: 'ada', why: '' } };
    const lost = flat.ledger;
    const begun = beginWithoutItem('bot', { lastEpoch: MINUTE + 5, lost }, beginning);
    expect(begun).toMatchObject({ version: 0, tickMs: NOON, ledger: { epoch: MINUTE + 6, rowCount: 1 } });
    expect(endOfEpochBefore({ state: begun, delivered: [] })?.ledger).toEqual(lost);
    const unknown = beginWithoutItem('bot', { lastEpoch: 1, lost: undefined }, beginning);
    expect(unknown.ledger.epoch).toBe(MINUTE);
    expect(endOfEpochBefore({ state: unknown, delivered: [] })).toBeUndefined();
  });

  it('a change of mode keeps sums of paper and of real money apart, there and back again', () => {
    const live = beginEpoch(flat, change);
    const paper = beginEpoch(live, { ...change, balanceUsd: usd(2000), account: EMPTY_ACCOUNT });
    expect(paper.ledger).toMatchObject({ epoch: MINUTE + 1, balanceUsd: usd(2000) });
    expect(completeRows(paper, [])).toHaveLength(1);
  });
});

describe('a bot that is flat', () => {
  it('a bot that is flat has nothing open: not in the ledger, not in the book, not in the simulated account', () => {
    const flat = botOf();
    const ledger = { ...flat.ledger, positions: [position()] };
    const { side, symbol, quantity } = position();
    const simulated = {
      positions: [{ symbol, side, quantity, metToMs: NOON }],
      orders: [stopOrder()],
    };
    expect(isFlat(flat)).toBe(true);
    expect(isFlat({ ...flat, ledger, orders: [stopOrder()] })).toBe(false);
    expect(isFlat({ ...flat, account: simulated })).toBe(false);
    const held = { ...simulated, orders: [] };
    expect(isFlat({ ...flat, ledger, account: held })).toBe(false);
  });
});

it('a bot without an item is told what to do, and under which numbers its rows lie', () => {
  expect(missingItemWords('bot', 7, '`begin`')).toBe(
    'bot bot has rows of epoch 7 and no item: it was deleted. Nothing is traded. Restore the table from its backup, or begin anew with `begin`; where real money was traded, look at the exchange first',
  );
});
