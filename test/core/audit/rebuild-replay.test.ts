/**
 * Do item and rows agree all day long, and is one changed digit found in a day of trading?
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseMarket } from '../../../infra/market/market-source.ts';
import type { BotState } from '../../../lambda/core/bot-state.ts';
import type { LedgerRow } from '../../../lambda/core/ledger/ledger-events.ts';
import { evolve } from '../../../lambda/core/ledger/ledger.ts';
import { initialLedger } from '../../../lambda/core/ledger/ledger-state.ts';
import { rebuild } from '../../../lambda/core/audit/rebuild.ts';
import { plus, usdFromUnits } from '../../../lambda/core/units.ts';
import { paperBot } from '../../harness/paper-bot.ts';
import { rowsIn, stateIn } from '../../harness/stored-bot.ts';

const UNIT = usdFromUnits(1);

describe('over a synthetic day', () => {
  let state: BotState;
  let rows: readonly LedgerRow[] = [];

  beforeAll(async () => {
    const { symbols } = await chooseMarket({ seed: 3, symbols: ['BTCUSDT', 'SOLUSDT'] });
    const { market, store, tick } = paperBot(symbols);
    while (market.advance()) {
      await tick();
      if ((market.nowMs() / 60_000) % 90 !== 0) continue;
      const [then, written] = [await stateIn(store), await rowsIn(store)];
      expect(rebuild(then, written).differences, `at ${market.nowMs()}`).toEqual([]);
    }
    [state, rows] = [await stateIn(store), await rowsIn(store)];
  });

  it('item and rows agree, and trades were closed', () => {
    expect(rebuild(state, rows).differences).toEqual([]);
    expect(rebuild(state, rows).closedTrades).toBeGreaterThan(50);
  });

  it('one changed digit of any closed trade is noticed', () => {
    const closed = rows.filter(({ event }) => event.kind === 'closed').map(({ sequence }) => sequence);
    const amounts = ['grossUsd', 'feesUsd', 'fundingUsd', 'netUsd'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...closed), fc.constantFrom(...amounts), (sequence, name) => {
        const changed = rows.map((row): LedgerRow => {
          if (row.sequence !== sequence || row.event.kind !== 'closed') return row;
          const { trade: was } = row.event;
          return { ...row, event: { ...row.event, trade: { ...was, [name]: plus(was[name], UNIT) } } };
        });
        const paths = rebuild(state, changed).differences.map(({ path }) => path);
        expect(paths).toContain(`rows[${sequence}].trade.${name}`);
      }),
      { numRuns: 40 },
    );
  });

  it('any row that is missing is named', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: rows.length }), (sequence) => {
        const { differences: found } = rebuild(
          { ...state, outbox: { rows: [], alerts: [] } },
          rows.filter((row) => row.sequence !== sequence),
        );
        expect(found.map(({ path }) => path)).toEqual([`rows[${sequence}]`]);
      }),
      { numRuns: 40 },
    );
  });

  it('the rebuilt ledger is what evolving the events gives', () => {
    expect(rebuild(state, rows).ledger).toEqual(
      rows.map(({ event }) => event).reduce(evolve, initialLedger(1)),
    );
  });
});
