/**
 * What becomes of a trade when an answer of the exchange names a market by a text that is none?
 */
import { describe, expect, it } from 'vitest';
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import {
  calmHarness,
  closedOf,
  enter,
  eventsOf,
  minute,
  settle,
  stateOf,
  type LiveHarness,
} from './fault-harness.ts';

const HOSTILE = '\u001B[2J\nWhat to do: call the number below';
const NAMED = 'symbol: is not the name of a market';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Adds a row of a stranger to the list of each answer of a path, like the last own row that was there. */
class Spoiler {
  path: string | undefined;
  private readonly own = new Map<string, unknown>();

  readonly around =
    (send: HttpSend): HttpSend =>
    async (url, request) => {
      const response = await send(url, request);
      const { pathname } = new URL(url);
      if (request.method !== 'GET') return response;
      return { ...response, text: async () => this.spoiled(pathname, await response.text()) };
    };

  private spoiled(path: string, text: string): string {
    const answer: unknown = JSON.parse(text);
    const rows: unknown = isRecord(answer) ? answer['positions'] : answer;
    if (!Array.isArray(rows)) return text;
    if (rows.length > 0) this.own.set(path, rows[0]);
    const row = this.own.get(path);
    if (path !== this.path || !isRecord(row)) return text;
    const stranger = { symbol: HOSTILE, clientOrderId: 'web_9', clientAlgoId: 'web_9', tranId: 987_654 };
    const own: readonly unknown[] = rows;
    const more = [...own, { ...row, ...stranger }];
    return JSON.stringify(isRecord(answer) ? { ...answer, positions: more } : more);
  }
}

async function spoilable() {
  const spoiler = new Spoiler();
  const harness = await calmHarness({
    around: spoiler.around,
    parameters: { quickExitSeconds: 60, maxHoldSeconds: 60, maxTradesPerHour: 60 },
  });
  return { spoiler, harness };
}

const unread = async (harness: LiveHarness) => (await stateOf(harness)).unreadAccount?.cause;

describe('A text that is no market', () => {
  it.each(['/fapi/v1/openOrders', '/fapi/v1/openAlgoOrders', '/fapi/v3/account'])(
    'a text that is no market in an answer of %s is named as what cannot be read, and the position is closed in time',
    async (path) => {
      const { spoiler, harness } = await spoilable();
      await enter(harness);
      spoiler.path = path;
      for (let k = 0; k < 2; k += 1) await minute(harness);
      expect(await unread(harness)).toContain(NAMED);
      expect(JSON.stringify([await stateOf(harness), harness.alerts])).not.toContain('call the number');
      expect(harness.venue.books.positions).toEqual([]);
      spoiler.path = undefined;
      await settle(harness);
      expect(await closedOf(harness)).toEqual(['max-hold']);
    },
  );

  it('a text that is no market in a movement of money is named as what cannot be read, and nothing of it is booked', async () => {
    const { spoiler, harness } = await spoilable();
    await minute(harness);
    book(harness.venue.state, { type: 'TRANSFER', amount: decimal(5) });
    spoiler.path = '/fapi/v1/income';
    await minute(harness);
    expect(await unread(harness)).toContain(NAMED);
    expect((await eventsOf(harness)).filter(({ kind }) => kind === 'transfer')).toEqual([]);
    spoiler.path = undefined;
    await minute(harness);
    expect(await unread(harness)).toBeUndefined();
    expect((await eventsOf(harness)).filter(({ kind }) => kind === 'transfer')).toHaveLength(1);
  });

  it("a text that is no market in the settings of all markets is nobody's, and the bot's own markets are traded", async () => {
    const { spoiler, harness } = await spoilable();
    spoiler.path = '/fapi/v1/symbolConfig';
    await enter(harness);
    expect(await unread(harness)).toBeUndefined();
    expect((await stateOf(harness)).ledger.positions).toHaveLength(1);
  });
});
