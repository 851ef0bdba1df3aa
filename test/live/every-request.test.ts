/**
 * What becomes of a trade of which one request, whichever it is, is sent away, banned or lost?
 *
 * The trade is entered, protected, watched and closed, with fees in BNB, so that it asks for everything that a trade asks for.
 */
import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../lambda/core/units.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import type { Fault } from '../venue/faults.ts';
import { UNPROTECTED_MAX_MS } from './exchange-audit.ts';
import { calmHarness, enter, minute, settle, type LiveHarness } from './fault-harness.ts';
import { faultLine, faultTable } from './fault-table.ts';

const FAULTS: Readonly<Record<string, Fault>> = {
  '429': { kind: 'status', status: 429, retryAfter: '20' },
  '418': { kind: 'status', status: 418, retryAfter: '30' },
  '502': { kind: 'status', status: 502, body: '' },
};

async function newHarness(): Promise<LiveHarness> {
  const rules = { feeAsset: { asset: 'BNB', priceUsd: 600 } };
  const harness = await calmHarness({
    parameters: { quickExitSeconds: 60, maxHoldSeconds: 60 },
    venue: { rules },
  });
  book(harness.venue.state, { type: 'TRANSFER', asset: 'BNB', amount: decimal(1) });
  return harness;
}

/** How many requests an undisturbed trade has, and how long its position was without a stop. */
async function undisturbed() {
  const harness = await newHarness();
  await enter(harness);
  await minute(harness);
  const asked = harness.venue.requests.map(({ method, path }) => `${method} ${path}`);
  await settle(harness);
  return { asked, withoutStopMs: harness.venue.books.longestUnprotectedMs() };
}

describe('A trade', () => {
  const table = faultTable('one request');

  it.each(Object.entries(FAULTS))(
    'a trade of which any one request is answered with %s is protected and settled',
    async (name, fault) => {
      const usual = await undisturbed();
      expect(usual.withoutStopMs).toBeLessThan(SECOND_MS);
      expect(usual.asked).toContain('DELETE /fapi/v1/algoOrder');
      for (const [at, request] of usual.asked.entries()) {
        const what = `${at + 1} ${request}: ${name}`;
        await (async () => {
          const harness = await newHarness();
          const { venue } = harness;
          venue.fail({ fault, nth: at + 1 });
          const sinceMs = venue.timeMs;
          await enter(harness);
          await minute(harness);
          await settle(harness);
          const line = await faultLine(harness, what, sinceMs);
          table.add(line);
          expect(venue.books.duplicates()).toEqual([]);
          const isReading = request.startsWith('GET');
          const allowedMs = isReading ? usual.withoutStopMs : UNPROTECTED_MAX_MS;
          expect(line.sinceStopsAcceptedMs).toBeLessThanOrEqual(allowedMs);
          if (isReading && name !== '418')
            expect(line.withoutStopMs).toBeLessThanOrEqual(usual.withoutStopMs);
          await venue.close();
        })().catch((cause: unknown) => {
          throw new Error(what, { cause });
        });
      }
    },
  );
});
