/**
 * What does a tick cost: calls, round trips one after another, units that DynamoDB bills?
 *
 * A tick with nothing to send is two queries at once, of the item and of the commands, and one conditional write. Every
 * further commit is one write, and so is every row; the rows of a commit are written together.
 */
import { describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { parseParameters } from '../../../lambda/config.ts';
import type { TickReport } from '../../../lambda/tick-report.ts';
import { localClient } from '../../../infra/local/embedded-dynamodb.ts';
import { Meter, type Metered } from './dynamo-meter.ts';
import type { DynamoServer } from './dynamo-servers.ts';
import { ChangingStore, PaperHarness, minutesOfMarket } from './dynamo-harness.ts';

const MINUTES = 90;

interface Tick {
  readonly report: TickReport;
  readonly metered: Metered;
}

/** `opened closed`: what a tick wrote to the ledger. */
function rowsOf({ report }: Tick): string {
  return report.rows.map(({ event }) => event.kind).join(' ');
}

function isIdle({ report }: Tick): boolean {
  return report.rows.length === 0 && report.commits === 1;
}

function positionsAt({ report }: Tick): number {
  return report.state.ledger.positions.length;
}

async function meteredTicks(server: DynamoServer): Promise<readonly Tick[]> {
  const client = localClient(server.endpoint);
  const meter = new Meter(client);
  const store = new DynamoLedger(client, await server.newTable());
  const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
  const harness = new PaperHarness(store, minutesOfMarket(MINUTES, symbols), parseParameters({}));
  const ticks: Tick[] = [];
  while (harness.advance()) {
    const report = await harness.tick();
    ticks.push({ report, metered: meter.take() });
  }
  client.destroy();
  return ticks;
}

type AllTicks = () => Promise<readonly Tick[]>;

function idleTicks(allTicks: AllTicks): void {
  it('an idle tick is two queries at once and one write, two round trips deep', async () => {
    const idle = (await allTicks()).filter(isIdle);
    expect(idle.length).toBeGreaterThan(MINUTES / 2);
    expect(new Set(idle.map(({ metered }) => metered.operations))).toEqual(new Set(['Query Query PutItem']));
    expect(new Set(idle.map(({ metered }) => metered.depth))).toEqual(new Set([2]));
  });

  it('an idle tick without positions is two read units and one write unit', async () => {
    const idle = (await allTicks()).filter((tick) => isIdle(tick) && positionsAt(tick) === 0);
    expect(new Set(idle.map(({ metered }) => metered.readUnits))).toEqual(new Set([2]));
    // A write is billed for the larger of the old and the new item: the tick after a close is an exception.
    const one = idle.filter(({ metered }) => metered.writeUnits === 1);
    expect(one.length).toBeGreaterThan(idle.length * 0.8);
  });

  it('each open position adds up to a read unit and two write units to an idle tick', async () => {
    const idle = (await allTicks()).filter(isIdle);
    expect(idle.some((tick) => positionsAt(tick) > 0)).toBe(true);
    for (const tick of idle) {
      expect(tick.metered.readUnits).toBeLessThanOrEqual(2 + positionsAt(tick));
      // Its rows, and those of the tick before, are in the item until the next commit.
      expect(tick.metered.writeUnits).toBeLessThanOrEqual(3 + 2 * positionsAt(tick));
    }
  });
}

function tradingTicks(allTicks: AllTicks): void {
  it('a trading tick is two queries, a write for every commit and one for every row, and reads nothing again', async () => {
    const trading = (await allTicks()).filter((tick) => !isIdle(tick));
    expect(trading.length).toBeGreaterThan(5);
    for (const { report, metered } of trading) {
      const writes = Array.from({ length: report.commits + report.rows.length }, () => 'PutItem');
      // A bot that begins also asks whether it has rows.
      const isFirst = report.state.version === 1;
      const queries = ['Query', 'Query', ...(isFirst ? ['Query'] : [])];
      expect(metered.operations).toBe([...queries, ...writes].join(' '));
      expect(metered.depth).toBeLessThanOrEqual((isFirst ? 2 : 1) + 2 * report.commits);
    }
  });

  it('an entry is five round trips deep, and a market close four', async () => {
    const all = await allTicks();
    const depths = (rows: string) =>
      new Set(all.filter((tick) => rowsOf(tick) === rows).map(({ metered }) => metered.depth));
    // Intent; fill, and the intents of its protection; the row beside it; protection that rests.
    expect(depths('opened')).toEqual(new Set([5]));
    // Intent; fill; its row.
    expect(depths('closed')).toEqual(new Set([4]));
  });

  it('a trading tick is at most 20 write units', async () => {
    const trading = (await allTicks()).filter((tick) => !isIdle(tick) && tick.report.rows.length === 1);
    for (const { metered } of trading) expect(metered.writeUnits).toBeLessThanOrEqual(20);
  });
}

function coldStarts(server: DynamoServer): void {
  it('a cold start does not know that the last rows are written, and asks once', async () => {
    const client = localClient(server.endpoint);
    const table = await server.newTable();
    const store = new ChangingStore(new DynamoLedger(client, table));
    const harness = new PaperHarness(store, minutesOfMarket(30));
    let last: TickReport['rows'] = [];
    // The row of a close waits in the item until the next tick commits.
    while (last.at(-1)?.event.kind !== 'closed') {
      harness.advance();
      last = (await harness.tick()).rows;
    }
    store.now = new DynamoLedger(client, table);
    const meter = new Meter(client);
    harness.advance();
    await harness.tick();
    expect(meter.take().operations).toMatch(/^Query Query PutItem GetItem PutItem/);
    harness.advance();
    await harness.tick();
    expect(meter.take().operations).not.toContain('GetItem');
    client.destroy();
  });
}

export function tickCostContract(name: string, server: DynamoServer): void {
  describe(`On ${name}`, () => {
    let ticks: Promise<readonly Tick[]> | undefined;
    const allTicks = async () => (ticks ??= meteredTicks(server));
    idleTicks(allTicks);
    tradingTicks(allTicks);
    coldStarts(server);
  });
}
