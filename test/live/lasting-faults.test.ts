/**
 * What becomes of a trade when the venue goes on refusing one of its orders, or losing it, for five minutes?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import type { OrderKind } from '../venue/orders/order-kind.ts';
import { ONE_OF_EACH, aloneSeconds, isOfConnection, type ErrorRow } from './error-cases.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import {
  SYMBOL,
  calmHarness,
  enter,
  minute,
  nextMinute,
  settle,
  told,
  type LiveHarness,
} from './fault-harness.ts';
import { expectTold, faultLine, faultTable } from './fault-table.ts';

const LASTS_MS = 5 * MINUTE_MS;

/** The position is closed at the second step after its fill, once two requests have waited in vain for an answer. */
const CLOSED_WITHIN_MS = 36 * SECOND_MS;

const table = faultTable('five minutes of');

/** Requests of a kind that all meet the fault, while the market has a signal every minute. */
async function lasting(met: OrderKind, row: ErrorRow) {
  const parameters = { maxTradesPerHour: 4, quickExitSeconds: 60, maxHoldSeconds: 60 };
  const harness: LiveHarness = await calmHarness({
    parameters,
    wire: isOfConnection(row) ? 'socket' : 'direct',
  });
  if (met === 'exit' || met === 'cancel') await enter(harness);
  nextMinute(harness, { [SYMBOL]: 0.1 });
  const sinceMs = harness.venue.timeMs;
  harness.venue.fail({ order: met, fault: row.fault, forMs: LASTS_MS });
  await harness.watchedTick();
  for (let more = 0; more < 5; more += 1) await minute(harness, more % 2 === 0 ? -0.1 : 0.1);
  await settle(harness);
  return { harness, sinceMs };
}

/** Whether the venue takes nothing at all from this address, or has to be left alone. */
const isLimited = (row: ErrorRow) => aloneSeconds(row) > 0;

/** A post-only order that would cross is no news, and one that closes or ends another is no such order. */
const isNews = (met: OrderKind, { code }: ErrorRow) => met === 'stop' || code !== 'would-cross';

describe.each(['entry', 'stop', 'take-profit', 'exit', 'cancel'] as const)(
  'Five minutes of faults',
  (met) => {
    it.each(ONE_OF_EACH)(
      `five minutes in which each ${met} meets $name leave no position naked, and nobody in the dark`,
      async (row) => {
        const { harness, sinceMs } = await lasting(met, row);
        const line = await faultLine(harness, `${met}: ${row.name}`, sinceMs);
        table.add(line);
        const { books } = harness.venue;
        expect(books.duplicates()).toEqual([]);
        expect(line.sinceStopsAcceptedMs).toBeLessThanOrEqual(UNPROTECTED_MAX_MS);
        if (met !== 'stop') expect(line.withoutStopMs).toBeLessThanOrEqual(SECOND_MS);
        else if (!isLimited(row)) expect(line.withoutStopMs).toBeLessThanOrEqual(CLOSED_WITHIN_MS);
        if ((met === 'entry' || met === 'stop' || met === 'exit') && isNews(met, row)) expectTold(line);
        // A second one that could not be protected is the last.
        if (met === 'stop') expect(told(harness, 'unprotected').length).toBeLessThanOrEqual(2);
        await harness.venue.close();
      },
    );
  },
);
