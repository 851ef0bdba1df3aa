/**
 * Do the same trades have the same result, whichever tool has written them down, and is a damaged file told in a sentence?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { resultOfImport } from '../../infra/cli/reports/imported-result.ts';
import { importScreen } from '../../infra/cli/screens/import-screen.ts';
import { InputError } from '../../infra/input-error.ts';
import { readLedger } from '../../infra/imported/read-ledger.ts';
import { toDollars } from '../../lambda/core/units.ts';
import { fuzz, verdictOf } from '../fuzz/fuzzing.ts';
import { TRADE, inEveryForm, type WrittenTrade } from './ledger-texts.ts';

const COSTS = { takerFeePct: 0.05, slippageBps: 0 };
const FORMS = Object.keys(inEveryForm([TRADE]));

const writtenTrade: fc.Arbitrary<WrittenTrade> = fc
  .record({
    side: fc.constantFrom('long' as const, 'short' as const),
    quantity: fc.integer({ min: 1, max: 1_000 }).map((steps) => steps / 8),
    entryCents: fc.integer({ min: 100, max: 500_000 }),
    moveCents: fc.integer({ min: -99, max: 10_000 }),
    openedS: fc.integer({ min: 1_500_000_000, max: 1_900_000_000 }),
    heldMs: fc.integer({ min: 0, max: 100_000_000 }),
  })
  .map(({ side, quantity, entryCents, moveCents, openedS, heldMs }) => ({
    side,
    quantity,
    entryPrice: entryCents / 100,
    exitPrice: (entryCents + moveCents) / 100,
    entryTimeMs: openedS * 1_000,
    exitTimeMs: openedS * 1_000 + heldMs,
    // That of the costs: a tool without fees is taken to have paid them.
    feeRate: COSTS.takerFeePct / 100,
  }));
/** Of trades at one moment no tool has two. */
const writtenTrades = fc.uniqueArray(writtenTrade, {
  minLength: 1,
  maxLength: 6,
  selector: ({ entryTimeMs }) => entryTimeMs,
});

describe('the same trades', () => {
  it('the same trades have the same result in every form, and each tool agrees with itself', () => {
    fc.assert(
      fc.property(writtenTrades, (trades) => {
        const results = Object.entries(inEveryForm(trades)).map(([form, text]) => {
          const result = resultOfImport(readLedger(text, form), COSTS);
          expect(result.misrecorded, form).toEqual([]);
          expect(result.compared, form).toBe(trades.length);
          return result;
        });
        const [first, ...others] = results;
        for (const { before, after, trades: rebooked } of others) {
          for (const [index, { trade }] of rebooked.entries()) {
            const { side, quantity, entryPrice, exitPrice, entryTimeMs, exitTimeMs } = trades[index]!;
            expect(trade).toMatchObject({ side, entryPrice, exitPrice, entryTimeMs, exitTimeMs });
            expect(trade.quantity).toBeCloseTo(quantity, 9);
          }
          expect(toDollars(before.totalUsd)).toBeCloseTo(toDollars(first!.before.totalUsd), 6);
          // Assumed fees are rounded up, and recorded ones are not.
          expect(toDollars(after.totalUsd)).toBeCloseTo(toDollars(first!.after.totalUsd), 6);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('a damaged ledger', () => {
  it.each(FORMS)('a damaged ledger of %s is read, or refused in words', async (form) => {
    const verdicts = await fuzz({
      target: `a damaged ledger: ${form}`,
      input: fc.record({
        trades: writtenTrades,
        at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        byte: fc.integer({ min: 0, max: 127 }),
        isCut: fc.boolean(),
      }),
      runs: 150,
      meets: ({ trades, at, byte, isCut }) =>
        verdictOf(() => {
          const text = inEveryForm(trades)[form] ?? '';
          const index = Math.floor(at * text.length);
          const rest = isCut ? '' : text.slice(index + 1);
          const ledger = readLedger(`${text.slice(0, index)}${String.fromCodePoint(byte)}${rest}`, 'ledger');
          const result = resultOfImport(ledger, COSTS);
          expect(importScreen('ledger', ledger, result, COSTS, 80).join('\n')).not.toMatch(
            /NaN|undefined|Infinity/,
          );
        }),
    });
    expect(verdicts.get('InputError')).toBeGreaterThan(0);
  });

  it('results that no exact sum holds are refused in words', () => {
    const huge = { ...TRADE, quantity: 9_000, entryPrice: 1, exitPrice: 1_000 };
    const trades = Array.from({ length: 20 }, (_, k) => ({ ...huge, exitTimeMs: huge.exitTimeMs + k }));
    const ledger = readLedger(inEveryForm(trades)['freqtrade'] ?? '', 'ledger');
    expect(() => resultOfImport(ledger, COSTS)).toThrow(InputError);
    expect(() => resultOfImport(ledger, COSTS)).toThrow('cannot be summed');
  });
});
