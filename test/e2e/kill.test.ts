/**
 * Does a bot that is killed at any moment go on where it was, with nothing lost and nothing doubled?
 *
 * The command itself, as a process of its own, is killed (SIGKILL) while it starts and while it trades, and started
 * again until its day is over. Its ledger is audited after every kill. `KILL_SEED` repeats the choice of moments; what
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

const START = ['start', '--symbols', 'BTCUSDT,ETHUSDT', '--days', '1', '--store', 'dynalite'];
const DAY_MINUTES = DAY_MS / MINUTE_MS;

const KILLS = 21;
/** Every so many kills one comes while the process starts, before it has said that it trades. */
const STARTS_EVERY = 5;
const START_MS = 500;
/** How long it may trade before it is killed, at first; less when it gets far, more when it gets nowhere. */
const TRADES_MS = 200;
/** Minutes that a kill may cost on average, for the day to outlast them all. */
const MINUTES_PER_KILL = DAY_MINUTES / (2 * KILLS);

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

/** Starts the bot, kills it after so long, and tells what it has left. */
async function killed(
  folder: string,
  home: string,
  { isStart, afterMs }: Kill,
): Promise<AuditedLedger | undefined> {
  const options = { folder, env: { SCALPER_HOME: home } };
  const running = await startScalper(isStart ? [...START, '--quiet'] : START, options);
  if (!isStart) await running.until('Paper trading');
  await setTimeout(afterMs);
  running.signal('SIGKILL');
  const { signal, stderr } = await running.ended;
  expect({ signal, stderr }).toEqual({ signal: 'SIGKILL', stderr: '' });
  return ledgerIn(home);
}

interface Kill {
  readonly isStart: boolean;
  readonly afterMs: number;
}

it('a bot that is killed again and again ends its day with its ledger in order', async () => {
  const seed = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
  console.log(`killed at moments of KILL_SEED=${seed}`);
  const chance = randomStream(seed, 'kills');
  const folder = await folderOf();
  const home = join(folder, 'home');
  let before: AuditedLedger | undefined;
  let tradesMs = TRADES_MS;
  const progress: number[] = [];
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const isStart = kill % STARTS_EVERY === 0;
    const afterMs = chance.uniform() * (isStart ? START_MS : tradesMs);
    const ledger = await killed(folder, home, { isStart, afterMs });
    expectToGoOn(before, ledger);
    const minutes = minutesOf(ledger) - minutesOf(before);
    expect(minutes).toBeGreaterThanOrEqual(0);
    before = ledger;
    if (isStart) continue;
    progress.push(minutes);
    if (minutes > MINUTES_PER_KILL) tradesMs /= 2;
    else if (minutes < 5) tradesMs *= 1.5;
  }
  console.log(`after so many more minutes of its day each: ${progress.join(' ')}`);
  // Most times while ticks were running.
  expect(progress.filter((minutes) => minutes > 0).length).toBeGreaterThan(progress.length / 2);

  const last = await startScalper([...START, '--quiet'], { folder, env: { SCALPER_HOME: home } });
  expect(await last.ended).toMatchObject({ code: 0, stderr: '' });
  const ledger = await ledgerIn(home);
  expectToGoOn(before, ledger);
  // Its last priced minute is 23:59.
  expect(minutesOf(ledger)).toBe(1439);
  expect(ledger?.state.ledger.tradeCount).toBeGreaterThan(20);
});
