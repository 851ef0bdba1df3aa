/**
 * What does the bot do with every way in which the venue does not do what it was asked, for every kind of order?
 *
 * One of each way in which they differ to the bot makes whole trades. Whatever it is, no second order reaches the venue,
 * nothing is unprotected beyond the stated window, and when the trade is over the ledger is the venue's books. All others
 * are answered as their like.
 */
import { describe, expect, it } from 'vitest';
import type { Leg } from '../../lambda/core/order.ts';
import { UNPROTECTED_MAX_MS, expectSettled, expectSound } from './exchange-audit.ts';
import { ONE_OF_EACH, ROWS, aloneSeconds, isOfConnection, type ErrorRow } from './error-cases.ts';
import { faultLine, faultTable } from './fault-table.ts';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { liveHarness, nextMinute, stateOf, type LiveHarness } from './live-harness.ts';

const ASKED = [
  'entry',
  'stop',
  'take-profit',
  'exit',
  'cancel take-profit',
  'cancel stop',
] as const satisfies readonly (Leg | `cancel ${Leg}`)[];
type Asked = (typeof ASKED)[number];

/** The requests that the fault meets. */
const REQUESTS: Readonly<
  Record<Asked, { readonly method: string; readonly path: string; readonly clientId: RegExp }>
> = {
  entry: { method: 'POST', path: '/fapi/v1/order', clientId: /-e$/ },
  stop: { method: 'POST', path: '/fapi/v1/algoOrder', clientId: /-s$/ },
  'take-profit': { method: 'POST', path: '/fapi/v1/order', clientId: /-t$/ },
  exit: { method: 'POST', path: '/fapi/v1/order', clientId: /-x$/ },
  'cancel take-profit': { method: 'DELETE', path: '/fapi/v1/order', clientId: /-t$/ },
  'cancel stop': { method: 'DELETE', path: '/fapi/v1/algoOrder', clientId: /-s$/ },
};

/** Each row before the effect, and after it where nobody knows. */
const casesOf = (rows: readonly ErrorRow[]) =>
  rows.flatMap((row) => {
    const whens = row.outcome === 'unknown' ? (['before', 'after'] as const) : (['before'] as const);
    return whens.map((when) => ({ row, when, name: row.name }));
  });

/** What the adapter has to answer to the request that met the fault. */
function answerMeant(asked: Asked, { outcome, code }: ErrorRow, when: 'before' | 'after'): RegExp {
  const kind = asked.startsWith('cancel') ? asked : `place ${asked}`;
  if (asked.startsWith('cancel')) {
    if (outcome === 'rejected') return new RegExp(`^${kind}: rejected ?${code ?? ''}$`);
    // Asked what became of it: a stop that is found resting, or an order, is not taken for cancelled.
    return new RegExp(`^${kind}: (unknown|cancelled)$`);
  }
  // A stop that finds no position is sent again, until its entry has arrived.
  if (asked === 'stop' && code === 'nothing-to-reduce') return /^place stop: resting$/;
  // Where no market order is taken, a limit is.
  if (asked === 'exit' && isNoMarketOrder(code)) return /^place exit: filled$/;
  if (outcome === 'rejected') return new RegExp(`^${kind}: rejected ?${code ?? ''}$`);
  // What arrived is found at once; what did not stays in doubt.
  return when === 'after' ? new RegExp(`^${kind}: (filled|resting)$`) : new RegExp(`^${kind}: unknown$`);
}

const isNoMarketOrder = (code: ErrorRow['code']) => code === 'price-band' || code === 'stale-market';

const PROTECTED = 'open, stop resting, take-profit resting';

type Case = 'refused' | 'elsewhere' | 'alone' | 'before' | 'after';

/** How the trade stands at the end of the tick that met the fault; the second is that of the last watch step. */
const NEXT: Readonly<Record<Asked, Readonly<Record<Case, readonly [string, string]>>>> = {
  entry: {
    refused: ['flat', 'flat'],
    elsewhere: ['flat', 'flat'],
    alone: ['flat', 'flat'],
    // Never placed, which is known as soon as the venue cannot accept it any more.
    before: ['flat, entry in doubt, stop intended', 'flat'],
    after: [PROTECTED, PROTECTED],
  },
  stop: {
    // Sent again at once, under its id.
    refused: [PROTECTED, PROTECTED],
    // Its entry may still arrive.
    elsewhere: [PROTECTED, PROTECTED],
    // It is sent all the same; what the entry came to cannot be read.
    alone: ['flat, entry in doubt, stop resting', PROTECTED],
    before: [PROTECTED, PROTECTED],
    after: [PROTECTED, PROTECTED],
  },
  'take-profit': {
    refused: [PROTECTED, PROTECTED],
    elsewhere: ['open, stop resting', PROTECTED],
    alone: ['open, stop resting', PROTECTED],
    before: ['open, stop resting, take-profit in doubt', PROTECTED],
    after: [PROTECTED, PROTECTED],
  },
  exit: {
    // The take-profit that was taken back is there again until the next step closes.
    refused: [PROTECTED, 'flat'],
    elsewhere: ['open, stop resting', 'flat'],
    alone: ['open, stop resting', 'flat'],
    before: ['open, exit in doubt, stop resting', 'flat'],
    after: ['flat', 'flat'],
  },
  'cancel take-profit': {
    refused: ['flat', 'flat'],
    elsewhere: [PROTECTED, 'flat'],
    alone: [PROTECTED, 'flat'],
    before: ['flat', 'flat'],
    after: ['flat', 'flat'],
  },
  'cancel stop': {
    refused: ['flat', 'flat'],
    // Nothing is watched while nothing is open: the next tick sweeps it.
    elsewhere: ['flat, stop resting', 'flat, stop resting'],
    alone: ['flat, stop resting', 'flat, stop resting'],
    before: ['flat', 'flat'],
    after: ['flat', 'flat'],
  },
};

function nextMeant(asked: Asked, row: ErrorRow, when: 'before' | 'after'): readonly string[] {
  // A position that cannot be protected is closed at once.
  if (asked === 'stop' && row.code === 'would-trigger') return ['flat', 'flat'];
  if (asked === 'exit' && isNoMarketOrder(row.code)) return ['flat', 'flat'];
  // Nothing at all is sent to a venue that has banned us.
  if (asked === 'stop' && row.name === 'banned')
    return Array<string>(2).fill('flat, entry in doubt, stop intended');
  const [afterTick, afterMinute] = NEXT[asked][caseOf(row, when)];
  return [afterTick, aloneSeconds(row) > 50 ? afterTick : afterMinute];
}

function caseOf(row: ErrorRow, when: 'before' | 'after'): Case {
  if (row.outcome !== 'rejected') return when;
  if (row.code === 'nothing-to-reduce') return 'elsewhere';
  return aloneSeconds(row) > 0 ? 'alone' : 'refused';
}

/** How the trade stands: `open, stop resting, take-profit in doubt`. */
async function standing(harness: LiveHarness): Promise<string> {
  const { ledger, orders } = await stateOf(harness);
  const words = orders.map(({ leg, status }) => `${leg} ${status === 'unknown' ? 'in doubt' : status}`);
  return [ledger.positions.length === 0 ? 'flat' : 'open', ...words.toSorted()].join(', ');
}

function newHarness(row: ErrorRow): Promise<LiveHarness> {
  return liveHarness({
    wire: isOfConnection(row) ? 'socket' : 'direct',
    parameters: { quickExitSeconds: 60, maxHoldSeconds: 60, targetPct: 5, maxTradesPerHour: 1 },
  });
}

/** A trade from its entry to its exit for its age, of which one request meets the fault. */
async function tradeWith(asked: Asked, row: ErrorRow, when: 'before' | 'after') {
  const harness = await newHarness(row);
  const sinceMs = harness.venue.timeMs;
  harness.venue.fail({ ...REQUESTS[asked], fault: row.fault, when });
  const isExit = asked === 'exit' || asked.startsWith('cancel');
  let next: readonly string[] = [];
  const minute = async (isMet: boolean, moves = {}) => {
    nextMinute(harness, moves);
    const report = await harness.tick();
    const afterTick = await standing(harness);
    await harness.watchOn(report);
    if (isMet) next = [afterTick, await standing(harness)];
    if ((await stateOf(harness)).ledger.halted === undefined) await expectSound(harness);
  };
  await minute(!isExit, { BTCUSDT: 0.1 });
  await minute(isExit);
  for (let more = 0; more < 4 && (await standing(harness)) !== 'flat'; more += 1) await minute(false);
  await minute(false);
  return { harness, next, sinceMs };
}

/** A venue that has banned us is sent nothing, protection included. */
function unprotectedMaxMs(row: ErrorRow): number {
  return UNPROTECTED_MAX_MS + (row.name === 'banned' ? aloneSeconds(row) * SECOND_MS : 0);
}

const table = faultTable('one fault');

describe.each(ASKED)('A fault that meets the %s', (asked) => {
  it.each(casesOf(ONE_OF_EACH))(
    'a fault ($name, $when the effect) costs one entry and one close at most, and leaves everything settled',
    async ({ row, when }) => {
      const { harness, next, sinceMs } = await tradeWith(asked, row, when);
      const { venue, answers } = harness;
      const kind = asked.startsWith('cancel') ? asked : `place ${asked}`;
      const first = answers.find((answer) => answer.startsWith(`${kind}:`));
      expect(first).toMatch(answerMeant(asked, row, when));
      expect(next).toEqual(nextMeant(asked, row, when));
      // One entry at most, and one close: whatever was sent again was not there.
      expect(venue.books.duplicates()).toEqual([]);
      const entries = [...venue.books.acceptedByClientId().keys()].filter((id) => id.endsWith('-e'));
      expect(entries.length).toBeLessThanOrEqual(1);
      expect(venue.books.trades.length).toBeLessThanOrEqual(2);
      expect(venue.books.longestUnprotectedMs()).toBeLessThanOrEqual(unprotectedMaxMs(row));
      table.add(await faultLine(harness, `${asked}: ${row.name}, ${when} the effect`, sinceMs));
      await expectSettled(harness);
      await venue.close();
    },
  );
});

/** Each row but those whose like makes whole trades above; the simulation draws all, for every kind of order. */
describe('A fault that is like another', () => {
  it.each(casesOf(ROWS.filter((row) => !ONE_OF_EACH.includes(row))))(
    'a fault that is like another ($name, $when the effect) is answered and leaves the entry as that one does',
    async ({ row, when }) => {
      const harness = await newHarness(row);
      const { venue, answers } = harness;
      venue.fail({ ...REQUESTS.entry, fault: row.fault, when });
      nextMinute(harness, { BTCUSDT: 0.1 });
      await harness.tick();
      expect(answers[0]).toMatch(answerMeant('entry', row, when));
      expect(await standing(harness)).toBe(nextMeant('entry', row, when)[0]);
      expect(venue.books.duplicates()).toEqual([]);
      await venue.close();
    },
  );
});
