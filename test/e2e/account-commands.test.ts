/**
 * Do `scalper preflight` and `scalper flatten --direct` do what they say, as processes of their own, at a venue on the
 * loopback interface?
 */
import { describe, expect, it } from 'vitest';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { toDollars, usd } from '../../lambda/core/units.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { useDynalite } from '../adapters/dynamo/dynamo-servers.ts';
import { LIVE_BOT, liveHarness, nextMinute, rowsOf, stateOf } from '../live/live-harness.ts';
import type { BinanceVenue, VenueOptions } from '../venue/binance-venue.ts';
import { tradingVenue } from '../venue/venue-clients.ts';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, startScalper } from '../harness/scalper-process.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { boundStore } from '../harness/port-wrapper.ts';

const dynamo = useDynalite();

async function scalper(args: readonly string[], env: NodeJS.ProcessEnv) {
  return (await startScalper(args, { env: { ...env, NO_COLOR: '1' } })).ended;
}

/** A venue in the time of the machine. */
function venueNow(options: Partial<VenueOptions> = {}): Promise<BinanceVenue> {
  return tradingVenue({ timeMs: Date.now(), clock: () => Date.now(), ...options });
}

const keysOf = ({ key, baseUrl }: BinanceVenue) => ({
  EXCHANGE_ENDPOINT: baseUrl,
  SCALPER_API_KEY: key.apiKey,
  SCALPER_API_SECRET: key.secret,
});

describe('scalper preflight', () => {
  it('scalper preflight prints each line, and ends with 0 when all have passed', async () => {
    const venue = await venueNow();
    const { code, stdout, stderr } = await scalper(['preflight'], keysOf(venue));
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(stdout).toContain('withdraw          passed   it cannot withdraw');
    expect(stdout).toContain('margin ETHUSDT    passed   isolated at 20×');
    expect(stdout).toContain('Every check passed.');
    expect(venue.asked('POST /fapi/v1/order')).toEqual([]);
    expect(stdout).not.toContain(venue.key.secret);
  });

  it('scalper preflight says what to do, and ends with 1 when something has not; the same for machines', async () => {
    const venue = await venueNow({ key: { canWithdraw: true } });
    const people = await scalper(['preflight'], keysOf(venue));
    expect(people.code).toBe(1);
    expect(people.stdout).toContain('withdraw          failed   it may withdraw');
    expect(people.stdout).toContain('→ Remove the right to withdraw from the key.');
    const machines = await scalper(['preflight', '--json'], keysOf(venue));
    expect(machines.code).toBe(1);
    expect(JSON.parse(machines.stdout)).toMatchObject({ hasPassed: false, walletUsd: 2_000 });
  });

  it('scalper preflight at the demo says so, asks for no rights of the key, and passes by the rest', async () => {
    const venue = await venueNow();
    const people = await scalper(['preflight', '--demo'], keysOf(venue));
    expect(people).toMatchObject({ code: 0, stderr: '' });
    expect(people.stdout.split('\n')[0]).toBe("DEMO: an account of play money at the exchange's demo");
    expect(people.stdout).toContain('withdraw          passed   demo trading: it reaches no money');
    expect(people.stdout).toContain('trade             passed   it may trade futures');
    expect(people.stdout).toContain('Demo trading also needs mode=live in the parameters, and demo: true');
    expect(venue.asked('sapi')).toEqual([]);
    expect(venue.asked('POST /fapi/v1/order')).toEqual([]);
  });

  it('scalper preflight takes a bot for one at the demo where infra/stages.ts says so, and nowhere else', async () => {
    const { code, stderr } = await scalper(
      ['preflight', '--demo', '--bot', LIVE_BOT, '--set', 'targetPct=0.3'],
      {},
    );
    expect(code).toBe(2);
    expect(stderr).toContain(
      'infra/stages.ts has no demo: true for bot live: leave out --demo, or set it there',
    );
  });

  it('scalper preflight asks nobody for keys where the input is no terminal', async () => {
    const venue = await venueNow();
    const { code, stderr } = await scalper(['preflight'], { EXCHANGE_ENDPOINT: venue.baseUrl });
    expect(code).toBe(2);
    expect(stderr).toContain('no keys: set SCALPER_API_KEY and SCALPER_API_SECRET');
  });

  it.skipIf(!hasTerminals)(
    'scalper preflight takes both keys of one paste, and shows nothing of them (skipped where the script of util-linux is absent)',
    async () => {
      const venue = await venueNow();
      const { apiKey, secret } = venue.key;
      const env = { EXCHANGE_ENDPOINT: venue.baseUrl, NO_COLOR: '1' };
      const run = { columns: 120, folder: await folderOf(), args: ['preflight'], env, echoes: true };
      const running = startInTerminal(run);
      await running.until('API key: ');
      running.type(`${apiKey}\r${secret}\r`);
      const { code, stdout } = await running.ended;
      expect(code).toBe(0);
      expect(stdout).toContain('Every check passed.');
      expect(stdout).not.toContain(apiKey);
      expect(stdout).not.toContain(secret);
    },
  );

  it('scalper preflight sends no key away from this machine in a rehearsal', async () => {
    const venue = await venueNow();
    const env = { ...keysOf(venue), EXCHANGE_ENDPOINT: 'http://example.org:80' };
    const { code, stderr } = await scalper(['preflight'], env);
    expect(code).toBe(2);
    expect(stderr).toContain('it must be on the loopback interface');
  });
});

describe('scalper flatten --direct', () => {
  /** A bot with a position and both its orders at rest, beside its table and its keys. */
  async function openBot() {
    const table = await dynamo.newTable();
    const store = new DynamoLedger(dynamo.client, table);
    let processClock = () => 0;
    const harness = await liveHarness({
      parameters: { maxTradesPerHour: 1 },
      venue: { clock: () => processClock() },
      // Its commands wait in the table, as in the cloud.
      wrap: (ports) => ({
        ...ports,
        store: {
          ...boundStore(ports),
          load: async (botId: string) => ({
            ...(await ports.store.load(botId)),
            commands: (await store.load(botId)).commands,
          }),
          discard: (botId: string, ids: readonly string[]) => store.discard(botId, ids),
        },
      }),
    });
    nextMinute(harness, { BTCUSDT: 0.1 });
    await harness.tick();
    const aws = await openForTest(new FakeAws());
    const deploy = (used: string) =>
      aws.cloudFormation.add('Kallisti-Trader', { TableName: used, LiveFunction: 'live-function' });
    deploy(table);
    aws.parameters.put(`/kallisti/${LIVE_BOT}/params`, '{}');
    aws.parameters.put(`/kallisti/${LIVE_BOT}/exchange/api-key`, harness.venue.key.apiKey, 'SecureString');
    aws.parameters.put(`/kallisti/${LIVE_BOT}/exchange/secret`, harness.venue.key.secret, 'SecureString');
    const onBot = async (...args: readonly string[]) => {
      const [startedMs, fromMs] = [Date.now(), harness.venue.timeMs];
      processClock = () => fromMs + Date.now() - startedMs;
      return scalper([...args, '--bot', LIVE_BOT, '--table', table], {
        AWS_REGION: 'ap-northeast-1',
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
        AWS_ENDPOINT_URL_CLOUDFORMATION: aws.baseUrl,
        AWS_ENDPOINT_URL_SSM: aws.baseUrl,
        AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
        EXCHANGE_ENDPOINT: harness.venue.baseUrl,
      });
    };
    const flatten = (...more: readonly string[]) =>
      onBot('flatten', '--direct', '--symbols', 'BTCUSDT', ...more);
    return { harness, flatten, onBot, store, deploy };
  }

  it('scalper begin is refused while the exchange holds a position, whatever the item says', async () => {
    const { harness, flatten, onBot, store } = await openBot();
    const { account: _, ...item } = newPaperBot(LIVE_BOT, 1, usd(2000), harness.venue.timeMs);
    await store.commit({ ...item, account: undefined, version: 1 }, 0, 'a');
    const refused = await onBot('begin', '--yes');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('the exchange holds a long of 0.006 in BTCUSDT. Close everything first');
    await flatten('--yes');
    const begun = await onBot('begin', '--yes');
    expect(begun).toMatchObject({ code: 0, stderr: '' });
    expect(begun.stdout).toContain('It trades real money again when preflight has passed, in its next tick.');
    expect((await store.load(LIVE_BOT)).state).toMatchObject({ version: 2, account: { positions: [] } });
  });

  it('scalper flatten --direct closes position and orders by itself; the next ticks book it to the last digit, and halt', async () => {
    const { harness, flatten } = await openBot();
    const { venue } = harness;
    expect(venue.books.positions).toHaveLength(1);
    const { code, stdout, stderr } = await flatten('--yes');
    expect(stderr).toBe('');
    expect(stdout.split('\n')[0]).toBe(
      'The pause is left for the next tick: from then on the bot opens nothing.',
    );
    expect(stdout).toMatch(/Closed the long of 0\.006 in BTCUSDT at the market, by live-d/);
    expect(stdout).toContain('Flat: bot live has nothing open at the exchange.');
    expect(code).toBe(0);
    expect([venue.books.positions, venue.books.openOrders, venue.books.openAlgos]).toEqual([[], [], []]);
    for (let minute = 0; minute < 3; minute += 1) {
      nextMinute(harness);
      await harness.tick();
    }
    const { ledger, orders } = await stateOf(harness);
    expect(ledger.positions).toEqual([]);
    expect(orders).toEqual([]);
    expect(toDollars(ledger.balanceUsd).toFixed(8)).toBe(venue.books.walletText());
    expect(ledger.halted).toBeDefined();
    const kinds = (await rowsOf(harness)).map(({ event }) => event.kind);
    expect(kinds.filter((kind) => kind === 'closed')).toHaveLength(1);
    expect(kinds).toContain('operator-command');
    expect(venue.books.duplicates()).toEqual([]);
    expect(venue.books.positions).toEqual([]);
  });

  it('scalper flatten --direct closes everything first where its pause is in a table that no tick reads, and then says so', async () => {
    const { harness, flatten, deploy } = await openBot();
    deploy('restored');
    const { code, stdout } = await flatten('--yes');
    expect(code).toBe(1);
    const [flat, pause] = [
      stdout.indexOf('Flat: bot live'),
      stdout.indexOf('The pause may not be read. The ticks'),
    ];
    expect(flat).toBeGreaterThan(0);
    expect(pause).toBeGreaterThan(flat);
    expect(harness.venue.books.positions).toEqual([]);
  });

  it('scalper flatten --direct leaves and names what belongs to somebody else', async () => {
    const { harness, flatten } = await openBot();
    const { venue } = harness;
    venue.quote('ETHUSDT', { bid: 2_700, ask: 2_700.01 });
    venue.state.positions.set('ETHUSDT BOTH', {
      symbol: 'ETHUSDT',
      positionSide: 'BOTH',
      marginType: 'CROSSED',
      openedMs: venue.timeMs,
      amount: 22_000_000n,
      entryValue: 22_000_000n * 270_000_000_000n,
      isolatedWallet: 0n,
      updateMs: venue.timeMs,
    });
    const { code, stdout } = await flatten('--yes');
    expect(stdout).toContain("Not the bot's, and left as it is: a long of 0.22 in ETHUSDT.");
    expect(venue.books.positions).toMatchObject([{ symbol: 'ETHUSDT' }]);
    expect(code).toBe(0);
  });

  it('scalper flatten --direct asks, and needs --yes where nobody can be asked', async () => {
    const { harness, flatten } = await openBot();
    const { code, stderr } = await flatten();
    expect(code).toBe(2);
    expect(stderr).toContain('add --yes where no terminal can ask for confirmation');
    expect(harness.venue.books.positions).toHaveLength(1);
  });
});
