/**
 * Does the ledger end with what the exchange holds, whatever its operator or the exchange do to a position, and however
 * little of it is ever shown?
 *
 * Fees are paid in BNB or in a coin without a price, so that no sum in dollars explains itself.
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../lambda/core/units.ts';
import { book } from '../venue/account/account.ts';
import { decimal } from '../venue/decimal.ts';
import type { VenueEvent } from '../venue/venue-events.ts';
import {
  SYMBOL,
  accept,
  calmHarness,
  enter,
  haltOf,
  minute,
  nextMinute,
  type LiveHarness,
} from './fault-harness.ts';
import { expectTold, faultLine, faultTable } from './fault-table.ts';
import { byHand, expectSame, tradeOf } from './lost-position-harness.ts';

type Hidden = Extract<VenueEvent, { kind: 'order' }>['hiddenMs'];

const HELD = 0.006;

/** What is done, and what of it is nobody's trade in the end. */
const DEEDS = {
  'sells a part': (harness, hiddenMs) => byHand(harness, 'SELL', 0.002, { hiddenMs }),
  'sells all': (harness, hiddenMs) => byHand(harness, 'SELL', HELD, { hiddenMs }),
  'sells in two parts': (harness, hiddenMs) => {
    byHand(harness, 'SELL', 0.002);
    byHand(harness, 'SELL', 0.004, { hiddenMs });
  },
  'adds and sells all': (harness, hiddenMs) => {
    byHand(harness, 'BUY', 0.004, { hiddenMs });
    byHand(harness, 'SELL', 0.01);
  },
  adds: (harness, hiddenMs) => byHand(harness, 'BUY', 0.004, { hiddenMs }),
  reverses: (harness, hiddenMs) => byHand(harness, 'SELL', 0.01, { hiddenMs }),
  'is liquidated': takenOver('liquidation'),
  'is taken over by the insurance fund': takenOver('insurance-fund'),
  'is deleveraged': takenOver('adl'),
  'is deleveraged in part': takenOver('adl', 0.002),
  'is settled': takenOver('settlement'),
} satisfies Readonly<Record<string, (harness: LiveHarness, hiddenMs: NonNullable<Hidden>) => void>>;

function takenOver(by: 'liquidation' | 'insurance-fund' | 'adl' | 'settlement', quantity?: number) {
  return ({ venue }: LiveHarness, hiddenMs: NonNullable<Hidden>) =>
    venue.happen({
      kind: 'take-over',
      symbol: SYMBOL,
      by,
      hiddenMs,
      ...(quantity !== undefined && { quantity }),
    });
}

const SHOWN = {
  'at once': {},
  'half a minute late': { trades: 30_000, orders: 30_000, incomes: 30_000 },
  'without its trade': { trades: Infinity },
  'without its movement': { incomes: Infinity },
  'not at all': { trades: Infinity, orders: Infinity, incomes: Infinity },
} satisfies Readonly<Record<string, NonNullable<Hidden>>>;

const FEES = { USDT: undefined, BNB: 600, LUNCX: 0.01 } as const;

const FEE_ASSETS = ['USDT', 'BNB', 'LUNCX'] as const;

function namesOf<Table extends object>(table: Table): readonly (keyof Table)[] {
  return Object.keys(table).filter((name): name is string & keyof Table => Object.hasOwn(table, name));
}

const CASES = namesOf(DEEDS).flatMap((deed, at) =>
  namesOf(SHOWN).map((shown, also) => ({
    deed,
    shown,
    asset: FEE_ASSETS[(at + also) % FEE_ASSETS.length]!,
  })),
);

async function payingIn(asset: (typeof FEE_ASSETS)[number]): Promise<LiveHarness> {
  const harness = await calmHarness();
  const priceUsd = FEES[asset];
  if (priceUsd === undefined) return harness;
  const { venue } = harness;
  venue.rules.feeAsset = { asset, priceUsd };
  book(venue.state, { type: 'TRANSFER', asset, amount: decimal(1_000) });
  if (asset === 'LUNCX') {
    const fault = { kind: 'refusal', code: -1121 } as const;
    venue.fail({ path: '/fapi/v1/klines', symbol: 'LUNCXUSDT', fault, times: Infinity });
  }
  return harness;
}

/** What is open in the end is not the bot's: its operator closes it. */
function closeByHand(harness: LiveHarness): void {
  for (const { amount } of harness.venue.books.positions) {
    const quantity = Number(amount < 0n ? -amount : amount) / 1e8;
    byHand(harness, amount > 0n ? 'SELL' : 'BUY', quantity);
  }
}

describe('A position', () => {
  const table = faultTable('the position');

  it.each(CASES)(
    'a position that $deed, which is shown $shown, with fees in $asset, ends with what the exchange holds',
    async ({ deed, shown, asset }) => {
      const harness = await payingIn(asset);
      await enter(harness);
      nextMinute(harness);
      const report = await harness.tick();
      const { venue } = harness;
      const sinceMs = venue.timeMs;
      DEEDS[deed](harness, SHOWN[shown]);
      await harness.watchOn(report);
      for (let more = 0; more < 6; more += 1) await minute(harness);
      // What its operator has opened, or has left once the bot's own has ended, needs no stop of the bot's.
      const { trade } = await tradeOf(harness);
      const naked = venue.books.unprotected.filter(
        ({ openedMs, fromMs }) => openedMs < sinceMs && fromMs < trade.exitTimeMs,
      );
      const withoutStopMs = Math.max(0, ...naked.map(({ fromMs, toMs = Infinity }) => toMs - fromMs));
      const name = `${deed}, shown ${shown}, fees in ${asset}`;
      const line = { ...(await faultLine(harness, name, sinceMs)), withoutStopMs };
      table.add(line);
      expect(withoutStopMs).toBeLessThanOrEqual(SECOND_MS);
      expect(line.outcome).toContain('halted');
      expectTold(line);
      closeByHand(harness);
      for (let more = 0; more < 3; more += 1) await minute(harness);
      await accept(harness, 'a');
      await minute(harness);
      venue.timeMs += MINUTE_MS;
      await minute(harness);
      expect(await haltOf(harness)).toBeUndefined();
      await expectSame(harness);
      await venue.close();
    },
  );
});
