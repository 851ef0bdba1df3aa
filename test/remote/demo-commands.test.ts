/**
 * Do commands reach the keys and the account of the demo where infra/stages.ts says that the bot is there, and no others?
 */
import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scalperProgram } from '../../infra/cli/program.ts';
import type * as stagesModule from '../../infra/stages.ts';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { newPaperBot } from '../../lambda/core/bot-state.ts';
import { usd } from '../../lambda/core/units.ts';
import type { FakeAws } from '../harness/aws/fake-aws.ts';
import { tradingVenue } from '../venue/venue-clients.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { deployed } from './deployed-bot.ts';

vi.mock('../../infra/stages.ts', async (original) => {
  const stages = await original<typeof stagesModule>();
  const bot = { ...stages.STAGE.bots[0], id: 'paper', exchange: 'binanceusdm', demo: true };
  const STAGE = { ...stages.STAGE, name: 'Kallisti', bots: [bot] };
  return { ...stages, STAGE, stagedBot: (id: string) => (id === bot.id ? bot : undefined) };
});

const DEMO_KEYS = ['/kallisti/paper/demo/api-key', '/kallisti/paper/demo/secret'] as const;
const keyboard = Object.getOwnPropertyDescriptor(process, 'stdin');

let aws: FakeAws;
let venue: BinanceVenue;
let printed: string;
beforeEach(async () => {
  venue = await tradingVenue({ timeMs: Date.now(), clock: () => Date.now() });
  await deploy(true);
  vi.stubEnv('EXCHANGE_ENDPOINT', venue.baseUrl);
  printed = '';
  vi.spyOn(console, 'log').mockImplementation((text) => {
    printed += `${String(text)}\n`;
  });
});

/** The bot whose item is of the demo, or of the exchange. */
async function deploy(isDemo: boolean): Promise<void> {
  const { ledger, outbox } = newPaperBot('paper', 1, usd(2000), Date.now(), isDemo ? { isDemo } : {});
  const there = await deployed({ ledger, outbox });
  ({ aws } = there);
  for (const [name, value] of Object.entries(there.env)) vi.stubEnv(name, value);
}

function storeKeys(): void {
  aws.parameters.put(DEMO_KEYS[0], venue.key.apiKey, 'SecureString');
  aws.parameters.put(DEMO_KEYS[1], venue.key.secret, 'SecureString');
}

afterEach(() => {
  process.exitCode = undefined;
  if (keyboard !== undefined) Object.defineProperty(process, 'stdin', keyboard);
});

async function scalper(...words: readonly string[]): Promise<string> {
  printed = '';
  const program = await scalperProgram(words[0]);
  await program.parseAsync([...words, '--bot', 'paper'], { from: 'user' });
  return printed;
}

describe('a command for a bot at the demo', () => {
  it('a command for a bot at the demo writes its keys under names of their own, and says whose they are', async () => {
    expect(secretNames('paper', true)).toEqual(DEMO_KEYS);
    Object.defineProperty(process, 'stdin', { ...keyboard, get: () => Readable.from(['a-key\na-secret\n']) });
    const text = await scalper('secrets', 'set');
    expect(text).toContain(`Written: ${DEMO_KEYS[0]} in ap-northeast-1, encrypted`);
    expect(text).toContain("They are keys of the exchange's demo");
    const listed = await scalper('secrets', 'list');
    expect(listed).toMatch(/demo\/api-key +written .* UTC\n.*demo\/secret +written/);
    expect(listed).not.toContain('/exchange/');
    const doctor = await scalper('doctor');
    expect(doctor).toMatch(/secrets +passed +\/kallisti\/paper\/demo\/api-key, written/);
    expect(doctor).toMatch(/place +passed +it is at the exchange's demo, as infra\/stages\.ts says/);
  });

  it('a command for a bot at the demo judges the account of the demo, with its keys', async () => {
    for (const name of secretNames('paper', false)) aws.parameters.put(name, 'of-real-money', 'SecureString');
    storeKeys();
    const text = await scalper('preflight');
    expect(text.split('\n')[0]).toBe("DEMO: an account of play money at the exchange's demo");
    expect(text).toContain('Every check passed. Demo trading also needs mode=live');
    expect(aws.parameters.asked.filter((name) => name.includes('/exchange/'))).toEqual([]);
    expect(venue.asked('sapi')).toEqual([]);
  });

  it('a command for a bot at the demo closes what is open there, and says where', async () => {
    storeKeys();
    expect(await scalper('flatten', '--direct', '--yes')).toContain(
      "Flat: bot paper has nothing open at the exchange's demo.",
    );
  });

  it('a command for a bot at the demo begins anew there, once its account there holds nothing', async () => {
    storeKeys();
    expect(await scalper('begin', '--yes')).toContain('epoch 2');
    expect(venue.asked('GET /fapi/v1/openOrders')).not.toEqual([]);
  });

  it('a command for a bot at the demo says what could not be reached', async () => {
    storeKeys();
    await venue.close();
    expect(await scalper('flatten', '--direct', '--yes')).toMatch(
      /^The exchange's demo could not be reached: /,
    );
  });

  it('a command for a bot at the demo tells where its item is of the exchange', async () => {
    await deploy(false);
    const doctor = (await scalper('doctor')).replaceAll(/\s+/g, ' ');
    expect(doctor).toContain('place failed it is at the exchange, and infra/stages.ts has demo: true for it');
  });

  it.each([[['flatten', '--direct']], [['begin']]])(
    'a command for a bot at the demo, %j, asks no account and does nothing where the item is of the exchange',
    async (words) => {
      await deploy(false);
      storeKeys();
      await expect(scalper(...words, '--yes')).rejects.toThrow(
        'bot paper is at the exchange, and infra/stages.ts has demo: true for it: leave that out, or use the clone that deployed it',
      );
      expect(venue.requests).toEqual([]);
    },
  );

  it('a command for a bot at the demo closes what is open there also where its item cannot be read', async () => {
    storeKeys();
    const text = await scalper('flatten', '--direct', '--yes', '--table', 'no-table');
    expect(text).toContain(
      'Whether the bot is at the exchange or at its demo is taken from infra/stages.ts: ',
    );
    expect(text).toContain("Flat: bot paper has nothing open at the exchange's demo.");
  });
});
