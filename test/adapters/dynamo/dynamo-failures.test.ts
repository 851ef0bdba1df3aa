/**
 * What happens when the ledger's table fails: does the tick say what and where, and does the next one go on with
 * nothing lost and nothing doubled?
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamoClient } from '../../../lambda/adapters/dynamo/dynamo-client.ts';
import { DynamoLedger } from '../../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { BadLine, type Fault } from './dynamo-faults.ts';
import { auditLedger } from '../../harness/ledger-audit.ts';
import { useDynalite } from './dynamo-servers.ts';
import { PATIENCE_MS, givesUpOnSilence } from './line-patience.ts';
import { ChangingStore, PaperHarness, PAPER_BOT, minutesOfMarket } from './dynamo-harness.ts';

const dynalite = useDynalite();

const SECRETS = ['key-of-a-test', 'secret-of-a-test', 'token-of-a-test'] as const;
const [accessKeyId, secretAccessKey, sessionToken] = SECRETS;
const CREDENTIALS = { accessKeyId, secretAccessKey, sessionToken };

let table: string;
let line: BadLine;
let near: DynamoLedger;

function farStore(): DynamoLedger {
  const client = dynamoClient({
    endpoint: line.baseUrl,
    region: 'eu-test-1',
    credentials: CREDENTIALS,
    requestTimeoutMs: PATIENCE_MS,
  });
  return new DynamoLedger(client, table);
}

beforeEach(async () => {
  table = await dynalite.newTable();
  line = await BadLine.to(dynalite.endpoint);
  givesUpOnSilence(line);
  near = new DynamoLedger(dynalite.client, table);
});
afterEach(async () => line.close());

function errorLines({ lines }: PaperHarness): readonly string[] {
  return lines.filter((text) => text.includes('"level":"ERROR"'));
}

/** Expects the tick of the next minute to fail for this reason, and to say where, in one line, without a secret. */
async function expectFailedTick(
  harness: PaperHarness,
  reason: string | RegExp,
  place: string,
): Promise<void> {
  const before = errorLines(harness).length;
  harness.advance();
  const error: unknown = await harness.tick().then(
    () => 'the tick did not fail',
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error(String(error));
  expect(error.name).toBe('StoreError');
  expect(error.message).toMatch(reason);
  expect(error.message).toContain(place);
  expect(error.message).toContain(`bot ${PAPER_BOT}`);
  const logged = errorLines(harness).slice(before);
  expect(logged).toHaveLength(1);
  expect(JSON.parse(logged[0]!)).toMatchObject({ error: 'StoreError', reason: error.message });
  for (const secret of SECRETS) {
    expect(logged[0]).not.toContain(secret);
    expect(inspect(error, { depth: 20 })).not.toContain(secret);
  }
}

/** A bot that has traded for a while. */
async function tradedHarness(): Promise<{ readonly harness: PaperHarness; readonly store: ChangingStore }> {
  const store = new ChangingStore(near);
  const harness = new PaperHarness(store, minutesOfMarket(30));
  await harness.run(12);
  return { harness, store };
}

async function expectGoesOn(harness: PaperHarness): Promise<void> {
  const before = await auditLedger(near, PAPER_BOT);
  await harness.run(10);
  const { rows, state } = await auditLedger(near, PAPER_BOT);
  expect(rows.length).toBeGreaterThan(before.rows.length);
  expect(state.version).toBeGreaterThan(before.state.version);
}

/** The first PutItem of a tick is its first commit; the others are rows and further commits. */
const FAULTS: readonly (readonly [string, Fault, string, RegExp])[] = [
  [
    'its load is throttled',
    'throttled',
    'Query',
    /throttled \(ProvisionedThroughput.*\) 3 times\. Nothing is lost/,
  ],
  ['its commit is throttled', 'throttled', 'PutItem', /PutItem .* throttled/],
  ['its load is not answered', 'no answer', 'Query', /Query .* no answer in time 3 times/],
  [
    'its commit does not arrive',
    'lost request',
    'PutItem',
    /PutItem .* connection failed \(ECONNRESET\) 3 times/,
  ],
  ['its commit is late', 'late', 'PutItem', /PutItem .* no answer in time 3 times/],
  ['it may not read', 'denied', 'Query', /access is denied\. The role needs dynamodb:Query/],
  ['it may not write', 'denied', 'PutItem', /access is denied\. The role needs dynamodb:PutItem/],
  ['its credentials have expired', 'expired', 'Query', /not accepted \(ExpiredTokenException\)\. Renew them/],
];

describe('A tick fails and says so, and the bot goes on, when', () => {
  it.each(FAULTS)(
    'a tick fails and says so, and the bot goes on, when %s',
    async (_, fault, operation, reason) => {
      const { harness, store } = await tradedHarness();
      store.now = farStore();
      line.plan = (asked) => (asked === operation ? fault : undefined);
      await expectFailedTick(harness, reason, `${table} at ${line.baseUrl} (region eu-test-1)`);
      await line.deliver();
      store.now = near;
      await expectGoesOn(harness);
    },
  );

  it('a tick fails and says so, and the bot goes on, when the rows of its commit cannot be written: they wait in the outbox', async () => {
    const { harness, store } = await tradedHarness();
    store.now = farStore();
    line.plan = (_, body) => (body.includes('"ledger#') ? 'lost request' : undefined);
    while (errorLines(harness).length === 0) {
      harness.advance();
      await harness.tick().catch(() => {});
    }
    const { state } = await near.load(PAPER_BOT);
    expect(state?.outbox.rows.length).toBeGreaterThan(0);
    store.now = near;
    await expectGoesOn(harness);
  });

  it('a tick fails and says so, and the bot goes on, when nobody listens at the endpoint', async () => {
    const { harness, store } = await tradedHarness();
    // Port 1 is reserved, and nobody listens there.
    const client = dynamoClient({
      endpoint: 'http://127.0.0.1:1',
      region: 'eu-test-1',
      credentials: CREDENTIALS,
    });
    store.now = new DynamoLedger(client, table);
    await expectFailedTick(
      harness,
      /connection failed \(ECONNREFUSED\) 3 times/,
      'at http://127.0.0.1:1 (region',
    );
    store.now = near;
    await expectGoesOn(harness);
  });

  it('a tick fails and says so, and the bot goes on, when there is no such table', async () => {
    const { harness, store } = await tradedHarness();
    store.now = new DynamoLedger(dynalite.client, 'nowhere');
    await expectFailedTick(
      harness,
      /there is no such table\. Deploy the ledger/,
      `table nowhere at ${dynalite.endpoint}`,
    );
    store.now = near;
    await expectGoesOn(harness);
  });

  it('a tick fails and says so, and the bot goes on, when there are no credentials', async () => {
    const { harness, store } = await tradedHarness();
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE']) {
      vi.stubEnv(name, undefined);
    }
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) {
      vi.stubEnv(name, join(tmpdir(), 'there-is-no-such-file'));
    }
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    store.now = new DynamoLedger(dynamoClient({ endpoint: line.baseUrl, region: 'eu-test-1' }), table);
    await expectFailedTick(harness, /there are no credentials\. Sign in/, `${table} at ${line.baseUrl}`);
    store.now = near;
    await expectGoesOn(harness);
  });

  it('a tick fails and says so, and the bot goes on, when there is no region', async () => {
    const { harness, store } = await tradedHarness();
    for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
    vi.stubEnv('AWS_CONFIG_FILE', join(tmpdir(), 'there-is-no-such-file'));
    store.now = new DynamoLedger(dynamoClient({ credentials: CREDENTIALS }), table);
    await expectFailedTick(harness, /Region is missing/, `${table} at AWS (no region)`);
    store.now = near;
    await expectGoesOn(harness);
  });
});

const fault = fc.constantFrom<Fault[]>('lost request', 'lost answer', 'no answer', 'late', 'denied');
/** For each minute: what happens to its requests, one after another; afterwards they pass. */
const storm = fc.array(fc.array(fc.option(fault, { nil: undefined, freq: 2 }), { maxLength: 12 }), {
  minLength: 15,
  maxLength: 25,
});

/** One tick, which may fail because of the store and of nothing else. */
async function succeeds(harness: PaperHarness): Promise<boolean> {
  try {
    await harness.tick();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'StoreError' });
    return false;
  }
}

describe('In a storm', () => {
  it('in a storm, whatever is lost or late, the ledger is in order and every failure is reported once', async () => {
    const property = fc.asyncProperty(storm, async (minutes) => {
      table = await dynalite.newTable();
      const store = new ChangingStore(farStore());
      const harness = new PaperHarness(store, minutesOfMarket(60));
      let failures = 0;
      const left: (Fault | undefined)[] = [];
      line.plan = () => left.shift();
      for (const [k, faults] of minutes.entries()) {
        left.splice(0, Infinity, ...faults);
        harness.advance();
        if (!(await succeeds(harness))) failures += 1;
        if (k % 3 === 0) await line.deliver();
      }
      await line.deliver();
      near = new DynamoLedger(dynalite.client, table);
      store.now = near;
      await expectGoesOn(harness);
      expect(errorLines(harness)).toHaveLength(failures);
    });
    await fc.assert(property, { numRuns: 4, endOnFailure: true });
  });
});
