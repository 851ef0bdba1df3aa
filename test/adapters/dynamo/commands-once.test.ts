/**
 * Is a command obeyed once by the bot that ticks on its table, whoever puts it again and whatever the table was?
 *
 * The handler, on dynalite, by a clock that commands are dated by.
 */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { stateKey } from '../../../lambda/adapters/dynamo/dynamo-items.ts';
import { parseParameters } from '../../../lambda/config.ts';
import { recall } from '../../../lambda/core/ledger/command-memory.ts';
import type { CommandKind, OperatorCommand } from '../../../lambda/core/ledger/operator-command.ts';
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { commandOf, rowsIn, stateIn } from '../../harness/stored-bot.ts';
import { BadLine } from './dynamo-faults.ts';
import { PAPER_BOT, PaperHarness, minutesOfMarket } from './dynamo-harness.ts';
import { heldAt, putRaw, withBody } from './dynamo-raw-items.ts';
import { testClient, useDynalite } from './dynamo-servers.ts';
import { PATIENCE_MS, givesUpOnSilence } from './line-patience.ts';

const MARKET = minutesOfMarket(120, ['BTCUSDT']);
const STARTED_MS = Date.UTC(2025, 0, 6);
const PARAMETERS = parseParameters({});

const logged = z.looseObject({ unobeyedCommands: z.int().optional() });

const dynalite = useDynalite();

/** A bot that ticks every minute on a table of that name, after so many minutes of its market. */
function ticking(table: string, afterMinutes = 0) {
  const store = new DynamoLedger(dynalite.client, table);
  const harness = new PaperHarness(store, MARKET, PARAMETERS, true);
  let minutes = 0;
  const skip = (count: number) => {
    for (let k = 0; k < count; k += 1) harness.advance();
    minutes += count;
  };
  skip(afterMinutes);
  return {
    table,
    store,
    harness,
    skip,
    run: (count: number) => {
      minutes += count;
      return harness.run(count);
    },
    /** Two and a half minutes before the last tick, or so many minutes earlier. */
    timeMs: (agoMinutes = 0) => STARTED_MS + (minutes - 1 - agoMinutes) * MINUTE_MS + 30 * SECOND_MS,
    isPaused: async () => (await stateIn(store, PAPER_BOT)).ledger.operatorPausedSinceMs !== undefined,
    verdictOn: async (id: string) => recall((await stateIn(store, PAPER_BOT)).commandMemory, id)?.unobeyed,
    waiting: async () => (await store.load(PAPER_BOT)).commands.map(({ id }) => id),
    told: () => harness.alerts.filter(({ kind }) => kind === 'operator-command'),
    removedInLog: () =>
      harness.lines.flatMap((line) => {
        const { unobeyedCommands } = logged.parse(JSON.parse(line));
        return unobeyedCommands ?? [];
      }),
  };
}

type Ticking = ReturnType<typeof ticking>;

/** An id of that minute, as the command line gives one. */
const issuedAt = (bot: Ticking, kind: CommandKind, agoMinutes = 0): OperatorCommand => {
  const issuedAtMs = bot.timeMs(agoMinutes);
  return commandOf(`${new Date(issuedAtMs).toISOString()}-${kind}`, { kind, issuedAtMs });
};

async function obeyedBy({ store }: Ticking, epoch = 1): Promise<readonly string[]> {
  const rows = await rowsIn(store, epoch, PAPER_BOT);
  return rows.flatMap(({ event }) => (event.kind === 'operator-command' ? [event.command.kind] : []));
}

describe('a command that is put again', () => {
  it('a command that is put again after it was consumed is not obeyed, then or later, and is removed', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(3);
    const pause = issuedAt(bot, 'pause');
    await bot.store.issue(PAPER_BOT, pause);
    await bot.run(2);
    expect(await bot.isPaused()).toBe(true);
    const resume = issuedAt(bot, 'resume');
    await bot.store.issue(PAPER_BOT, resume);
    await bot.run(2);
    // It is removed before it comes again.
    expect(await bot.waiting()).toEqual([]);
    for (const wait of [1, 12]) {
      await bot.store.issue(PAPER_BOT, pause);
      await bot.run(1);
      expect([await bot.isPaused(), await bot.waiting()]).toEqual([false, []]);
      const paused = issuedAt(bot, 'pause');
      await bot.store.issue(PAPER_BOT, paused);
      await bot.run(1);
      await bot.store.issue(PAPER_BOT, resume);
      await bot.run(wait);
      expect([await bot.isPaused(), await bot.waiting()]).toEqual([true, []]);
      await bot.store.issue(PAPER_BOT, issuedAt(bot, 'resume'));
      await bot.run(1);
      expect(await bot.isPaused()).toBe(false);
    }
    expect(await obeyedBy(bot)).toEqual(['pause', 'resume', 'pause', 'resume', 'pause', 'resume']);
    expect(bot.removedInLog()).toEqual([1, 1, 1, 1]);
    expect(bot.told()).toEqual([]);
  });

  it('a command that a retry puts twice, the second time after it was obeyed, is obeyed once', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(3);
    const line = await BadLine.to(dynalite.endpoint);
    onTestFinished(() => line.close());
    givesUpOnSilence(line);
    const client = testClient(line.baseUrl, PATIENCE_MS);
    onTestFinished(() => client.destroy());
    // The first request is late, so that the client sends a second one.
    line.plan = (operation) =>
      operation === 'PutItem' && !line.attempts.slice(0, -1).includes('PutItem') ? 'late' : undefined;
    await new DynamoLedger(client, bot.table).issue(PAPER_BOT, issuedAt(bot, 'pause'));
    expect(line.attempts).toEqual(['PutItem', 'PutItem']);
    await bot.run(2);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'resume'));
    await bot.run(2);
    expect(await bot.waiting()).toEqual([]);
    await line.deliver();
    expect(await bot.waiting()).toHaveLength(1);
    await bot.run(2);
    expect([await bot.isPaused(), await bot.waiting()]).toEqual([false, []]);
    expect(await obeyedBy(bot)).toEqual(['pause', 'resume']);
  });

  it('a command of another year that is put is dropped, told and logged, and has no row', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(3);
    const [pause, resume] = (['pause', 'resume'] as const).map((kind) =>
      commandOf(`2001-${kind}`, { kind, issuedAtMs: Date.UTC(2001, 0, 1) }),
    );
    for (const command of [pause!, resume!]) {
      await bot.store.issue(PAPER_BOT, command);
      await bot.run(2);
      expect([await bot.isPaused(), await bot.waiting()]).toEqual([false, []]);
      expect(await bot.verdictOn(command.id)).toBe('late');
    }
    expect(await obeyedBy(bot)).toEqual([]);
    expect(bot.told().map(({ did }) => did)).toEqual([
      'The bot has not obeyed it, and has removed it.',
      'The bot has not obeyed it, and has removed it.',
    ]);
    expect(bot.removedInLog()).toEqual([1, 1]);
  });
});

describe('a command of an outage', () => {
  it('a command of an outage is obeyed by the first tick after it, whatever its date', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(3);
    bot.skip(60);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'pause', 58));
    await bot.run(1);
    expect(await bot.isPaused()).toBe(true);
    bot.skip(40);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'resume', 39));
    await bot.run(1);
    expect(await bot.isPaused()).toBe(false);
    expect([await obeyedBy(bot), bot.told()]).toEqual([['pause', 'resume'], []]);
  });
});

describe('a command in a restored table', () => {
  /** What DynamoDB makes of a table's backup: a new table with its items. */
  async function restored(table: string): Promise<string> {
    const copy = await dynalite.newTable();
    const { Items = [] } = await dynalite.client.send(
      new ScanCommand({ TableName: table, ConsistentRead: true }),
    );
    for (const item of Items) await putRaw(dynalite.client, copy, item);
    return copy;
  }

  it('a command in a restored table that waited then is dropped and told; a new one is obeyed', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(20);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'flatten'));
    const copy = ticking(await restored(bot.table), 50);
    await copy.store.issue(PAPER_BOT, issuedAt(copy, 'pause'));
    await copy.run(2);
    const { epoch } = (await stateIn(copy.store, PAPER_BOT)).ledger;
    expect(epoch).not.toBe(1);
    expect(await obeyedBy(copy, epoch)).toEqual(['pause']);
    expect(await copy.waiting()).toEqual([]);
    expect(copy.told().map(({ happened }) => happened)).toEqual([
      expect.stringMatching(
        /^A flatten by owner is dated 2025-01-06 00:19 UTC, .* restored from a backup\.$/,
      ),
    ]);
    // It flattens where it was left.
    await bot.run(1);
    expect(await obeyedBy(bot)).toEqual(['flatten']);
  });

  it('a command that was obeyed before the backup, and not removed yet, ends nothing in the restored table', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(20);
    const resume = issuedAt(bot, 'resume');
    await bot.store.issue(PAPER_BOT, resume);
    await bot.run(1);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'pause'));
    await bot.run(2);
    await bot.store.issue(PAPER_BOT, resume);
    const copy = ticking(await restored(bot.table), 25);
    await copy.run(2);
    expect([await copy.isPaused(), await copy.waiting()]).toEqual([true, []]);
  });
});

describe('a command around a rollback', () => {
  it('a command is obeyed once across a release that knows no memory, and an older one is dropped after it', async () => {
    const bot = ticking(await dynalite.newTable());
    await bot.run(20);
    const resume = issuedAt(bot, 'resume');
    await bot.store.issue(PAPER_BOT, resume);
    await bot.run(2);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'pause'));
    await bot.run(12);
    const item = (await heldAt(dynalite.client, bot.table, stateKey(PAPER_BOT)))!;
    expect(item['body']?.S).toContain('"commandMemory":');
    // The release before reads the item without what it does not know, and writes it so.
    await putRaw(dynalite.client, bot.table, withBody(item, 'commandMemory', undefined));
    await bot.store.issue(PAPER_BOT, resume);
    await bot.run(2);
    expect([await bot.isPaused(), await bot.verdictOn(resume.id)]).toEqual([true, 'late']);
    // What is dated before that release's last tick may have been obeyed by it.
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'resume'));
    await bot.run(1);
    expect(await bot.isPaused()).toBe(true);
    await bot.store.issue(PAPER_BOT, issuedAt(bot, 'resume', -3));
    await bot.run(1);
    expect([await bot.isPaused(), await obeyedBy(bot)]).toEqual([false, ['resume', 'pause', 'resume']]);
  });
});
