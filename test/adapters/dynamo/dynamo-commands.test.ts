/**
 * What becomes of a command that the bot cannot read?
 *
 * It is a pause: whoever wrote it wanted something, and nobody knows what. It never keeps the bot from its exits.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { commandKey } from '../../../lambda/adapters/dynamo/command-items.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { commandOf, rowsIn } from '../../harness/stored-bot.ts';
import { putRaw, type RawItem } from './dynamo-raw-items.ts';
import { useDynalite } from './dynamo-servers.ts';
import { PaperHarness, PAPER_BOT, minutesOfMarket } from './dynamo-harness.ts';

const dynalite = useDynalite();

let table: string;
let store: DynamoLedger;

beforeEach(async () => {
  table = await dynalite.newTable();
  store = new DynamoLedger(dynalite.client, table);
});

const put = (item: RawItem) => putRaw(dynalite.client, table, item);

describe('A command that cannot be read', () => {
  const written = (body: string): RawItem => ({ ...commandKey('bot', '07'), body: { S: body } });

  it.each([
    ['has no body', { ...commandKey('bot', '07') }, 'has no body', 'nothing'],
    ['is no JSON', written('pause!'), 'is not JSON', 'pause!'],
    [
      'asks what nobody knows',
      written(JSON.stringify(commandOf('07')).replace('"pause"', '"adopt"')),
      'kind: ',
      'adopt',
    ],
    [
      'has another id inside',
      written(JSON.stringify(commandOf('08'))),
      'says in its body that it is 08',
      '"08"',
    ],
    ['is too long', written(JSON.stringify(commandOf('07', { why: 'x'.repeat(2_000) }))), 'why: ', '"07"'],
  ] as const)(
    'a command that cannot be read because it %s is a pause that says why',
    async (_, item, problem, quoted) => {
      await put(item);
      const { commands } = await store.load('bot');
      expect(commands).toMatchObject([{ id: '07', kind: 'pause', issuedBy: 'an unreadable command' }]);
      expect(commands[0]!.why).toContain('item commands#bot / 07');
      expect(commands[0]!.why).toContain(problem);
      expect(commands[0]!.why).toContain(quoted);
      expect(commands[0]!.why.length).toBeLessThan(600);
    },
  );

  it('a command that cannot be read pauses the bot, is consumed once, and keeps no position from its exit', async () => {
    const harness = new PaperHarness(store, minutesOfMarket(40));
    await harness.run(12);
    const opened = (await store.load(PAPER_BOT)).state!.ledger;
    expect(opened.positions.length).toBeGreaterThan(0);
    await put({ ...commandKey(PAPER_BOT, '07'), body: { S: '{"kind":"adopt"}' } });
    await harness.run(10);
    const { state, commands } = await store.load(PAPER_BOT);
    expect(commands).toEqual([]);
    expect(state!.ledger).toMatchObject({ positions: [], tradeCount: opened.tradeCount });
    expect(state!.ledger.operatorPausedSinceMs).toBeDefined();
    const obeyed = (await rowsIn(store, 1, PAPER_BOT)).filter(
      ({ event }) => event.kind === 'operator-command',
    );
    expect(obeyed).toHaveLength(1);
  });

  it('many commands that cannot be read are consumed some at a time, and the bot trades on', async () => {
    for (let k = 0; k < 50; k += 1)
      await put({ ...commandKey(PAPER_BOT, String(100 + k)), body: { S: 'x'.repeat(900) } });
    const harness = new PaperHarness(store, minutesOfMarket(10));
    const waiting: number[] = [];
    for (const _ of [1, 2, 3, 4]) {
      harness.advance();
      await harness.tick();
      waiting.push((await store.load(PAPER_BOT)).commands.length);
    }
    expect(waiting).toEqual([20, 10, 0, 0]);
    const rows = await rowsIn(store, 1, PAPER_BOT);
    expect(rows.filter(({ event }) => event.kind === 'operator-command')).toHaveLength(50);
  });
});
