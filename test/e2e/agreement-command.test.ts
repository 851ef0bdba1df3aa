/**
 * Does `scalper agreement sign` sign after a word alone, and say what the exchange tells, at a venue on the loopback
 * interface?
 */
import { describe, expect, it } from 'vitest';
import { hasTerminals, startInTerminal } from '../harness/pseudo-terminal.ts';
import { folderOf, startScalper } from '../harness/scalper-process.ts';
import type { BinanceVenue } from '../venue/binance-venue.ts';
import { tradingVenue } from '../venue/venue-clients.ts';

const SIGNATURE = 'POST /fapi/v1/stock/contract';
const GOLD = ['--symbols', 'BTCUSDT,XAUUSDT'];

async function goldVenue(): Promise<BinanceVenue> {
  const venue = await tradingVenue({ timeMs: Date.now(), clock: () => Date.now() });
  venue.quote('XAUUSDT', { bid: 4_000, ask: 4_000.01 });
  return venue;
}

const envOf = ({ key, baseUrl }: BinanceVenue) => ({
  EXCHANGE_ENDPOINT: baseUrl,
  SCALPER_API_KEY: key.apiKey,
  SCALPER_API_SECRET: key.secret,
  NO_COLOR: '1',
});

async function scalper(venue: BinanceVenue, ...args: string[]) {
  const ended = await (await startScalper(args, { env: envOf(venue) })).ended;
  // As sentences, wherever a line ends.
  return { ...ended, stdout: ended.stdout.replaceAll(/\s+/g, ' ') };
}

describe('scalper agreement sign', () => {
  it('signs with --yes, reads back, and then preflight passes its line', async () => {
    const venue = await goldVenue();
    const before = await scalper(venue, 'preflight', ...GOLD);
    expect(before.code).toBe(1);
    expect(before.stdout).toMatch(/agreement +failed +the agreement for XAUUSDT is not signed/);
    expect(before.stdout).toMatch(/agreement sign/);
    expect(venue.asked(SIGNATURE)).toEqual([]);
    const { code, stdout, stderr } = await scalper(venue, 'agreement', 'sign', '--yes', ...GOLD);
    expect(stderr).toBe('');
    expect(stdout).toContain('is not signed: every order is rejected there');
    expect(stdout).toContain('Signed: the exchange takes a test order in XAUUSDT.');
    expect(code).toBe(0);
    expect(venue.asked(SIGNATURE)).toHaveLength(1);
    const after = await scalper(venue, 'preflight', ...GOLD);
    expect(after.stdout).toMatch(/agreement +passed +the exchange takes a test order/);
    expect(venue.books.trades).toEqual([]);
  });

  it('signs nothing where no terminal can ask, and for markets that ask for nothing', async () => {
    const venue = await goldVenue();
    const unasked = await scalper(venue, 'agreement', 'sign', ...GOLD);
    expect(unasked).toMatchObject({ code: 2 });
    expect(unasked.stderr).toContain('add --yes where no terminal can ask');
    const crypto = await scalper(venue, 'agreement', 'sign', '--yes', '--symbols', 'BTCUSDT,ETHUSDT');
    expect(crypto).toMatchObject({ code: 2 });
    expect(crypto.stderr).toContain('BTCUSDT, ETHUSDT: none of these asks for an agreement');
    expect(venue.asked(SIGNATURE)).toEqual([]);
  });

  it.each([
    [{ kind: 'refusal', code: -2015 }, /Not signed, as far as the exchange tells: .*-2015/],
    [{ kind: 'reset' }, /Not signed, as far as the exchange tells: .*lost/],
    [{ kind: 'body', body: '{"code":"300","msg":"pending"}' }, /"code":"300"/],
    [{ kind: 'body', body: '{"code":0}' }, /an answer of code 0 to the signature/],
    [{ kind: 'body', body: '[]' }, /an answer that is not a signed agreement/],
  ] as const)('ends with 1 where the exchange answers %o', async (fault, words) => {
    const venue = await goldVenue();
    venue.fail({ path: '/fapi/v1/stock/contract', fault });
    const { code, stdout } = await scalper(venue, 'agreement', 'sign', '--yes', ...GOLD);
    expect(stdout).toMatch(words);
    expect(code).toBe(1);
  });

  it('calls nothing signed that the exchange goes on to reject, for machines too', async () => {
    const venue = await goldVenue();
    venue.fail({ path: '/fapi/v1/order/test', fault: { kind: 'refusal', code: -4411 }, times: 2 });
    const { code, stdout } = await scalper(venue, 'agreement', 'sign', '--yes', '--json', ...GOLD);
    expect(JSON.parse(stdout)).toEqual({
      isDemo: false,
      symbol: 'XAUUSDT',
      before: 'unsigned',
      isSigned: false,
      after: 'unsigned',
    });
    expect(code).toBe(1);
  });

  it.skipIf(!hasTerminals).each([
    ['sign', 1, 'Signed: the exchange takes a test order in XAUUSDT.'],
    ['y', 0, 'Nothing was signed.'],
    ['', 0, 'Nothing was signed.'],
  ])(
    'asks for a word in a terminal, and %j signs %i times (skipped where the script of util-linux is absent)',
    async (typed, times, words) => {
      const venue = await goldVenue();
      const args = ['agreement', 'sign', ...GOLD];
      const running = startInTerminal({ columns: 120, folder: await folderOf(), args, env: envOf(venue) });
      await running.until('Type sign');
      running.type(`${typed}\r`);
      const { code, stdout } = await running.ended;
      expect(stdout.replaceAll(/\s+/g, ' ')).toContain(words);
      expect(code).toBe(0);
      expect(venue.asked(SIGNATURE)).toHaveLength(times);
    },
  );
});
