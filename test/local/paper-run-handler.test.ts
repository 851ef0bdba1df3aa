/**
 * Does a run call the handler as the platform does: with an id for each invocation, and somebody who reads its lines?
 */
import { describe, expect, it } from 'vitest';
import { MemoryLedger } from '../../lambda/adapters/memory-ledger.ts';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { quietMarket, run } from './paper-run-harness.ts';

describe('the handler of a run', () => {
  class NotingLedger extends MemoryLedger {
    readonly ids: (string | undefined)[] = [];

    override commit(next: BotState, expectedVersion: number, invocationId?: string) {
      this.ids.push(invocationId);
      return super.commit(next, expectedVersion);
    }
  }

  it('the handler of a run has an id for each invocation, which no other has in any run', async () => {
    const stores = [new NotingLedger(), new NotingLedger()];
    for (const store of stores) await run(quietMarket(5), { store });
    const ids = stores.flatMap((store) => store.ids);
    expect(ids.length).toBeGreaterThan(8);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('the handler of a run writes a line for each tick where somebody reads them', async () => {
    const lines: string[] = [];
    const { reports } = await run(quietMarket(5), { log: (line) => lines.push(line) });
    expect(lines).toHaveLength(reports.length);
  });
});
