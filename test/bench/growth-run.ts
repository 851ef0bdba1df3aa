/**
 * What do commands over AWS, and a tick, ask and use when the ledger has so many rows?
 *
 * The command line as a process of its own, against AWS's services on the loopback interface; dynalite is another
 * process. Requests and bytes are the same on every machine.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { createTable, localClient } from '../../infra/local/embedded-dynamodb.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { rowItem } from '../../lambda/adapters/dynamo/row-items.ts';
import { EMPTY_OUTBOX, newPaperBot } from '../../lambda/core/bot-state.ts';
import type { LedgerEvent, LedgerRow } from '../../lambda/core/ledger/ledger-events.ts';
import type { LedgerState } from '../../lambda/core/ledger/ledger-state.ts';
import { evolve } from '../../lambda/core/ledger/ledger.ts';
import { DAY_MS, MINUTE_MS, usd } from '../../lambda/core/units.ts';
import { PAPER_BOT, PaperHarness, minutesOfMarket } from '../adapters/dynamo/dynamo-harness.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { entryOrder, position, trade } from '../harness/builders.ts';
import { TABLE, deployIn, environmentOf } from '../remote/deployed-aws.ts';
import { startDynalite } from './dynalite-process.ts';

export interface GrowthFigures {
  readonly command: string;
  readonly rows: number;
  /** To all services. */
  readonly requests: number;
  readonly databaseRequests: number;
  /** Of all answers. */
  readonly bytes: number;
  readonly cpuSeconds: number;
  readonly memoryMb: number;
}

/** Midnight before the market's first minute. */
const END_MS = Date.UTC(2025, 0, 6);
const ROWS_PER_DAY = 280;
const BATCH_ROWS = 25;
const BATCHES_AT_ONCE = 8;

const COMMANDS = [
  'status',
  'status --json',
  'flatten --yes',
  'pause',
  'resume',
  'ledger --last 20',
  'export --from 2025-01-05',
  'doctor',
];

export async function measureGrowth(rows: number): Promise<readonly GrowthFigures[]> {
  const [dynalite, aws] = [await startDynalite(), new FakeAws()];
  const client = localClient(dynalite.endpoint);
  await aws.open();
  try {
    await createTable(client, TABLE);
    await fill(dynalite.endpoint, rows);
    deployIn(aws, dynalite.endpoint);
    const figures: GrowthFigures[] = [];
    // The first one compiles what all of them load.
    await used(COMMANDS[0]!, aws);
    for (const command of COMMANDS) figures.push({ command, rows, ...(await used(command, aws)) });
    return [...figures, { command: 'tick', rows, ...(await usedByTick(dynalite.endpoint, aws)) }];
  } finally {
    client.destroy();
    await aws.close();
    await dynalite.close();
  }
}

/** A bot with so many rows, all of them delivered. */
async function fill(endpoint: string, rows: number): Promise<void> {
  // Without the bot's timeouts: what a busy machine takes for a million rows is not measured.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'local', credentials });
  const born = newPaperBot(PAPER_BOT, 1, usd(2_000), END_MS - DAY_MS * Math.ceil(rows / ROWS_PER_DAY));
  let { ledger } = born;
  let batch: LedgerRow[] = [...born.outbox.rows];
  let under: Promise<unknown>[] = [];
  const write = async () => {
    const puts = batch.map((row) => ({ PutRequest: { Item: rowItem(PAPER_BOT, row) } }));
    under.push(client.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: puts } })));
    batch = [];
    if (under.length < BATCHES_AT_ONCE) return;
    await Promise.all(under);
    under = [];
  };
  for (let sequence = 2; sequence <= rows; sequence += 1) {
    const event = eventAt(sequence, rows, ledger);
    ledger = evolve(ledger, event);
    batch.push({ epoch: ledger.epoch, sequence: ledger.rowCount, event });
    if (batch.length === BATCH_ROWS) await write();
  }
  if (batch.length > 0) await write();
  await Promise.all(under);
  const kept = { ...born, ledger, version: 1, tickMs: END_MS - MINUTE_MS, outbox: EMPTY_OUTBOX };
  await new DynamoLedger(client, TABLE).commit(kept, 0, 'growth');
  client.destroy();
}

/** A day with its trades, one after the other, and the next one. */
function eventAt(sequence: number, rows: number, ledger: LedgerState): LedgerEvent {
  const day = Math.floor((rows - sequence) / ROWS_PER_DAY);
  const ofDay = ROWS_PER_DAY - 1 - ((rows - sequence) % ROWS_PER_DAY);
  const atMs = END_MS - (day + 1) * DAY_MS + Math.floor((ofDay * DAY_MS) / ROWS_PER_DAY);
  const [open] = ledger.positions;
  if (open !== undefined) {
    const closed = trade(-0.001, { tradeId: open.tradeId, exitTimeMs: atMs });
    return { kind: 'closed', atMs, trade: closed, fills: [] };
  }
  if (ofDay < 2) return { kind: 'day-started', atMs };
  const opened = position({ tradeId: ledger.tradeCount + 1, decidedAtMs: atMs, filledAtMs: atMs });
  return { kind: 'opened', atMs, position: opened, decision: entryOrder().decision, fills: [] };
}

type Used = Omit<GrowthFigures, 'command' | 'rows'>;

const BIN = fileURLToPath(new URL('../../infra/cli/bin.mjs', import.meta.url));
const TICK = fileURLToPath(new URL('growth-tick.ts', import.meta.url));
const USAGE = new URL('process-usage.mjs', import.meta.url).href;
const usageSchema = z.object({ cpuSeconds: z.number(), memoryMb: z.number() });

async function used(command: string, aws: FakeAws): Promise<Used> {
  const folder = await mkdtemp(join(tmpdir(), 'growth-'));
  const file = join(folder, 'usage.json');
  const asked = counted(aws);
  try {
    const env = { PATH: process.env['PATH'], ...environmentOf(aws), USAGE_FILE: file };
    const args = ['--import', USAGE, BIN, ...command.split(' '), '--bot', PAPER_BOT];
    // A doctor that finds something ends with another code.
    await promisify(execFile)(process.execPath, args, { cwd: folder, env }).catch((error: unknown) => {
      if (!command.startsWith('doctor')) throw error;
    });
    return { ...asked(), ...usageSchema.parse(JSON.parse(await readFile(file, 'utf8'))) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What was asked since. */
function counted(aws: FakeAws): () => Pick<Used, 'requests' | 'databaseRequests' | 'bytes'> {
  const [requests, bytes] = [aws.requests.length, aws.answeredBytes];
  return () => {
    const asked = aws.requests.slice(requests);
    return {
      requests: asked.length,
      databaseRequests: asked.filter((request) => request.startsWith('DynamoDB_')).length,
      bytes: aws.answeredBytes - bytes,
    };
  };
}

/** One tick is counted through AWS's services; the times are those of further ones, straight to the database. */
async function usedByTick(endpoint: string, aws: FakeAws): Promise<Used> {
  const client = localClient(aws.baseUrl);
  const harness = new PaperHarness(new DynamoLedger(client, TABLE), minutesOfMarket(3));
  await harness.run(2);
  const asked = counted(aws);
  await harness.run(1);
  const requests = asked();
  client.destroy();
  const { stdout } = await promisify(execFile)(process.execPath, [TICK, endpoint]);
  return { ...requests, ...usageSchema.parse(JSON.parse(stdout)) };
}
