/**
 * What is left of the built function's work when it is given up, or killed in the middle of it?
 */
import { describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { BuiltFunction, BEGIN_MS, beginTrading, storedLedger, openedTrades, tickAt } from './trading-hour.ts';
import { hasRuntimeClient } from './function-process.ts';
import { CANARIES, LAG_MS, responseOf, type FunctionHarness } from './function-harness.ts';

const built = new BuiltFunction();

async function trading(): Promise<FunctionHarness> {
  const harness = await built.harness({ nowMs: BEGIN_MS + LAG_MS });
  beginTrading(harness);
  await harness.start();
  return harness;
}

/** Kills the function when it writes for the n-th time, before or after the table has it. */
function killAtWrite(harness: FunctionHarness, count: number, written: boolean): void {
  let writes = 0;
  harness.line.plan = (operation) => {
    if (operation !== 'PutItem') return undefined;
    writes += 1;
    if (writes !== count) return undefined;
    harness.function.kill().catch(() => {});
    return written ? 'lost answer' : 'lost request';
  };
}

const KILLS = [1, 2, 3, 5, 8].flatMap((write) => [
  { write, written: false, what: `before write ${write}` },
  { write, written: true, what: `after write ${write}` },
]);

describe.skipIf(!hasRuntimeClient())(
  'the built function (skipped where `npm run lambda:install` has not been run)',
  () => {
    it('the built function gives a tick up while nobody answers, before its deadline, and the next one is as any other', async () => {
      const harness = await trading();
      await tickAt(harness, 0);
      const before = await storedLedger(harness);
      harness.venue.fail({ path: 'fapi', fault: { kind: 'silence' }, times: Infinity });
      const { kind, body } = await harness.tick(BEGIN_MS + MINUTE_MS, { timeoutMs: 3_000 });
      expect([kind, body]).toEqual(['error', expect.stringContaining('took too long')]);
      expect(harness.function.stdout).toContain('"message":"tick failed"');
      expect(await storedLedger(harness)).toEqual(before);
      harness.venue.faults.clear();
      responseOf(await tickAt(harness, 2));
      const books = await storedLedger(harness);
      expect(books.version).toBeGreaterThan(before.version);
      expect(books.rebuilt.differences).toEqual([]);
    });

    it.each(KILLS)(
      'the built function, killed $what, goes on with a consistent ledger',
      async ({ write, written }) => {
        const harness = await trading();
        killAtWrite(harness, write, written);
        let kills = 0;
        for (let minute = 0; minute < 12; minute += 1) {
          try {
            responseOf(await tickAt(harness, minute));
          } catch (error) {
            expect(String(error)).toContain('the function ended (SIGKILL)');
            kills += 1;
            await harness.start();
          }
        }
        expect(kills).toBe(1);
        const books = await storedLedger(harness);
        expect(books.rebuilt.differences).toEqual([]);
        const opened = openedTrades(books);
        expect(opened.length).toBeGreaterThan(0);
        expect(new Set(opened).size).toBe(opened.length);
        for (const canary of Object.values(CANARIES)) {
          expect(`${harness.function.stdout}${harness.function.stderr}`).not.toContain(canary);
        }
      },
    );

    it('the built function that is not told where its table is says so, and never begins', async () => {
      const harness = await built.harness({ nowMs: BEGIN_MS });
      const { AWS_SECRET_ACCESS_KEY: secret } = CANARIES;
      const starting = harness.startWith({ TABLE_NAME: '', EXCHANGE_ID: '' });
      await expect(starting).rejects.toThrow(/EXCHANGE_ID is empty; TABLE_NAME is empty/);
      expect(`${harness.function.stdout}${harness.function.stderr}`).not.toContain(secret);
    });
  },
);
