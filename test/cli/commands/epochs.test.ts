/**
 * Do the commands read a ledger of several epochs, and is a change in one that has ended noticed?
 */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { rebuildAll } from '../../../infra/cli/commands/books/rebuild-command.ts';
import { rebuildScreen } from '../../../infra/cli/screens/rebuild-screen.ts';
import { whatHappened } from '../../../infra/cli/screens/ledger-screen.ts';
import { epochsOf } from '../../../infra/local/epochs.ts';
import { LOCAL_BOT } from '../../../infra/local/run-record.ts';
import { STORES } from '../../../infra/local/ledger-stores.ts';
import { MemoryLedger } from '../../../lambda/adapters/memory-ledger.ts';
import { newPaperBot, recordEvent, type BotState } from '../../../lambda/core/bot-state.ts';
import { beginEpoch, continueRestored } from '../../../lambda/core/control/epoch.ts';
import type { LedgerEvent } from '../../../lambda/core/ledger/ledger-events.ts';
import { EMPTY_ACCOUNT } from '../../../lambda/core/paper/paper-account.ts';
import { MINUTE_MS, usd } from '../../../lambda/core/units.ts';
import type { LedgerStore } from '../../../lambda/ports.ts';
import { BEGINNER_ID, NOON, at, entryOrder, position, trade } from '../../harness/builders.ts';
import { folderOf, scalper } from '../../harness/scalper-process.ts';

const { decision } = entryOrder();
const OPENED: LedgerEvent = { kind: 'opened', atMs: at('11:30'), position: position(), decision, fills: [] };
const CLOSED: LedgerEvent = {
  kind: 'closed',
  atMs: at('12:05'),
  trade: trade(-0.6, { entryTimeMs: NOON }),
  fills: [],
};
const SECOND = NOON / MINUTE_MS;
const THIRD = SECOND + 60;

const LATER = at('14:00');

/** Opened in its first epoch, restored, closed in the second, and then for another purpose. */
function botOfThreeEpochs(): BotState {
  const opened = recordEvent(newPaperBot(LOCAL_BOT, 1, usd(2000), at('11:00')), OPENED);
  const closed = recordEvent(continueRestored(opened, { atMs: NOON, beginnerId: BEGINNER_ID }), CLOSED);
  const change = { atMs: at('13:00'), beginnerId: BEGINNER_ID, balanceUsd: usd(500), account: EMPTY_ACCOUNT };
  return { ...beginEpoch(closed, change), version: 1, tickMs: at('13:00') };
}

/** All rows delivered. */
async function keep(store: LedgerStore): Promise<BotState> {
  const bot = botOfThreeEpochs();
  await store.append(bot.botId, bot.outbox.rows);
  const state = { ...bot, outbox: { rows: [], alerts: [] } };
  await store.commit(state, 0, 'a');
  return state;
}

describe('a ledger of three epochs', () => {
  it('a ledger of three epochs is read from the last to the first, each with its end and its rows', async () => {
    const store = new MemoryLedger();
    const epochs = await epochsOf(store, await keep(store));
    expect(epochs.map(({ state: { ledger }, delivered }) => [ledger.epoch, delivered.length])).toEqual([
      [THIRD, 1],
      [SECOND, 2],
      [1, 2],
    ]);
    const whole = await epochsOf(new MemoryLedger(), botOfThreeEpochs());
    expect(whole.map(({ state }) => state.ledger)).toEqual(epochs.map(({ state }) => state.ledger));
  });

  it('a ledger of three epochs agrees when each leads to the next', async () => {
    const store = new MemoryLedger();
    const state = await keep(store);
    const result = rebuildAll(await epochsOf(store, state), LATER);
    expect(result.differences).toEqual([]);
    expect(rebuildScreen(state, result).join('\n')).toContain(
      [
        `  balance   500.00000000 USD in the item, 500.00000000 USD from the rows`,
        `  before    epoch ${SECOND}, 2 rows, net -0.60 USD`,
        `  before    epoch 1, 2 rows, net 0.00 USD`,
      ].join('\n'),
    );
  });

  it('a ledger of three epochs differs, and says in which, when a row of an ended one is changed or gone', async () => {
    const store = new MemoryLedger();
    const state = await keep(store);
    const [now, second, first] = await epochsOf(store, state);
    const short = { ...first!, delivered: first!.delivered.slice(0, 1) };
    const { differences } = rebuildAll([now, second!, short], LATER);
    expect(differences).toEqual([
      { path: 'epoch 1: rows[2]', kept: undefined, rebuilt: 'the item counts 2' },
    ]);
  });

  it('a ledger of three epochs differs where a time of the item or of a row cannot be', async () => {
    const store = new MemoryLedger();
    const kept = await keep(store);
    const [{ delivered }] = await epochsOf(store, kept);
    const state = { ...kept, unprotectedAtMs: 1_767_614_400 };
    const { differences } = rebuildAll([{ state, delivered }], at('13:00') - 2 * 1_440 * MINUTE_MS);
    expect(differences.map(({ path }) => path)).toEqual([
      'tickMs',
      'ledger.dayMs',
      'ledger.leftDay.dayMs',
      'unprotectedAtMs',
      'rows[1].atMs',
      'rows[1].after.ledger.dayMs',
      'rows[1].after.ledger.entryTimesMs[0]',
    ]);
  });

  it('a ledger of three epochs says in words why each began', () => {
    const [, , restored, , changed] = botOfThreeEpochs().outbox.rows;
    const words = [restored!, changed!].map((row) => whatHappened({ row, symbol: undefined }));
    expect(words).toEqual([
      'a new ledger with 2,000.00 USDT, after epoch 1: the table was restored',
      `a new ledger with 500.00 USDT, after epoch ${SECOND}: the mode changed`,
    ]);
  });
});

describe('on the command line', () => {
  let home = '';

  beforeAll(async () => {
    home = join(await folderOf(), 'home');
    const { store, close } = await STORES.dynalite.open(home);
    await keep(store);
    await close();
  });

  async function ask(...args: readonly string[]): Promise<unknown> {
    const { code, stdout, stderr } = await scalper([...args, '--json'], { env: { SCALPER_HOME: home } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  it('the ledger is that of the last epoch, and with --all of every one, the oldest row first', async () => {
    expect(await ask('ledger')).toMatchObject([{ epoch: THIRD, balanceUsd: 500 }]);
    expect(await ask('ledger', '--all')).toMatchObject([
      { epoch: 1, kind: 'started', balanceUsd: 2000 },
      { epoch: 1, kind: 'opened' },
      { epoch: SECOND, kind: 'started', balanceUsd: 2000, after: { cause: 'restored', epoch: 1 } },
      { epoch: SECOND, kind: 'closed', balanceUsd: 1999.4 },
      { epoch: THIRD, kind: 'started', balanceUsd: 500, after: { cause: 'mode-changed', epoch: SECOND } },
    ]);
  });

  it('rebuilding names the epochs that have ended', async () => {
    expect(await ask('rebuild')).toMatchObject({ epoch: THIRD, agrees: true, endedEpochs: [SECOND, 1] });
  });
});
