/**
 * Does a bot that is killed at any moment go on where it was, with nothing lost and nothing doubled?
 *
 * The command itself, as a process of its own, is killed (SIGKILL) while it starts and while it trades, and started
 * again until its time is over. Its ledger is audited after every kill. `KILL_SEED` repeats the choice of moments; what
 * the machine does in them it cannot repeat.
 */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { LOCAL_BOT } from '../../infra/local/run-record.ts';
import { STORES } from '../../infra/local/ledger-stores.ts';
import { randomStream } from '../../infra/market/synthetic-processes.ts';
import { DAY_MS, MINUTE_MS } from '../../lambda/core/units.ts';
import { auditLedger, type AuditedLedger } from '../harness/ledger-audit.ts';
import { folderOf, startScalper } from '../harness/scalper-process.ts';

const START = ['start', '--symbols', 'BTCUSDT,ETHUSDT', '--to', '2025-01-06T12:00', '--store', 'dynalite'];
/** The last minute with a price, of those of the day. */
const LAST_MINUTE = 12 * 60 - 1;
/** Fifty minutes of the market a second: kills that are late do not miss its end. On a machine with ten times its load all took 118 minutes. */
const SPEED = ['--speed', '3000'];

const KILLS = 12;
/** Every so many kills one comes while the process starts, before it has said that it trades. */
const STARTS_EVERY = 4;
/** Of the others every second one comes after it has closed a trade. */
const TRADES_EVERY = 2;
/** A kill comes within so long after that. */
const WITHIN_MS = 200;
/** In the line of each closed trade, and in no other. */
const TRADE = ' gross ';

/** What a kill has left: the ledger in order, or nothing, where it came too early. */
async function ledgerIn(home: string): Promise<AuditedLedger | undefined> {
  const { store, close } = await STORES.dynalite.open(home);
  try {
    const { state } = await store.load(LOCAL_BOT);
    return state === undefined ? undefined : await auditLedger(store, LOCAL_BOT);
  } finally {
    await close();
  }
}

/** Minutes that the bot has been through. */
function minutesOf(ledger: AuditedLedger | undefined): number {
  const tickMs = ledger?.state.tickMs;
  return tickMs === undefined ? 0 : (tickMs % DAY_MS) / MINUTE_MS;
}

/** What was written stays as it was. */
function expectToGoOn(before: AuditedLedger | undefined, after: AuditedLedger | undefined): void {
  const written = before?.rows ?? [];
  expect((after?.rows ?? []).slice(0, written.length)).toEqual(written);
}

type Moment = 'while it starts' | 'when it trades' | 'after a trade';

function momentOf(kill: number): Moment {
  if (kill % STARTS_EVERY === 0) return 'while it starts';
  return kill % TRADES_EVERY === 0 ? 'when it trades' : 'after a trade';
}

/** Starts the bot, kills it so long after a moment, and tells what it has left. */
async function killed(
  { folder, home }: { readonly folder: string; readonly home: string },
  moment: Moment,
  laterMs: number,
): Promise<AuditedLedger | undefined> {
  const running = await startScalper([...START, ...SPEED], { folder, env: { SCALPER_HOME: home } });
  if (moment !== 'while it starts') await running.until('Paper trading');
  if (moment === 'after a trade') await running.until(TRADE);
  await setTimeout(laterMs);
  running.signal('SIGKILL');
  const { signal, stderr } = await running.ended;
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  return ledgerIn(home);
}

it('a bot that is killed again and again ends its run with its ledger in order', async () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
  console.log(`killed at moments of KILL_SEED=${seed}`);
  const chance = randomStream(seed, 'kills');
  const folder = await folderOf();
  const home = join(folder, 'home');
  let before: AuditedLedger | undefined;
  const progress: number[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const moment = momentOf(kill);
    const ledger = await killed({ folder, home }, moment, chance.uniform() * WITHIN_MS);
    expectToGoOn(before, ledger);
    const minutes = minutesOf(ledger) - minutesOf(before);
    expect(minutes).toBeGreaterThanOrEqual(moment === 'after a trade' ? 1 : 0);
    before = ledger;
    progress.push(minutes);
  }
  console.log(`after so many more minutes of its market each: ${progress.join(' ')}`);

  const last = await startScalper([...START, '--quiet'], { folder, env: { SCALPER_HOME: home } });
  expect(await last.ended).toMatchObject({ code: 0, stderr: '' });
  const ledger = await ledgerIn(home);
  expectToGoOn(before, ledger);
  expect(minutesOf(ledger)).toBe(LAST_MINUTE);
  expect(ledger?.state.ledger.tradeCount).toBeGreaterThan(20);
});
