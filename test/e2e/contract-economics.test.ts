/**
 * Does `scalper economics` show both contracts at the fees of the account whose keys are in the environment?
 */
import { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { startScalper } from '../harness/scalper-process.ts';
import { openForTest } from '../harness/loopback-server.ts';
import { BinanceVenue } from '../venue/binance-venue.ts';

const toldSchema = z.object({
  contracts: z.array(z.looseObject({ symbol: z.string(), takerFeePct: z.number(), feesFrom: z.string() })),
});

async function scalper(args: readonly string[], env: NodeJS.ProcessEnv) {
  return (await startScalper(args, { env: { ...env, NO_COLOR: '1' } })).ended;
}

/** A venue whose contracts in USDC cost less, and the environment of whoever has its keys. */
async function charging() {
  const venue = new BinanceVenue({
    timeMs: Date.now(),
    clock: () => Date.now(),
    rules: { feesOf: { BTCUSDC: { makerFeePct: 0, takerFeePct: 0.04 } } },
  });
  await openForTest(venue);
  const { key, baseUrl } = venue;
  return {
    venue,
    keys: { EXCHANGE_ENDPOINT: baseUrl, SCALPER_API_KEY: key.apiKey, SCALPER_API_SECRET: key.secret },
  };
}

describe('scalper economics with keys', () => {
  it('scalper economics shows both contracts at the fees of the account, and sends no order', async () => {
    const { venue, keys } = await charging();
    const [screen, json] = [await scalper(['economics'], keys), await scalper(['economics', '--json'], keys)];
    expect(screen).toMatchObject({ code: 0, stderr: '' });
    expect(screen.stdout).toContain('at fees of the account');
    expect(screen.stdout).toMatch(/BTCUSDT {3}0\.02 % {2}0\.05 % .* 81\.6 %/);
    expect(screen.stdout).toMatch(/BTCUSDC {6}0 % {2}0\.04 % .* 75\.3 %/);
    expect(toldSchema.parse(JSON.parse(json.stdout)).contracts).toMatchObject([
      { symbol: 'BTCUSDT', takerFeePct: 0.05, feesFrom: 'account' },
      { symbol: 'BTCUSDC', takerFeePct: 0.04, feesFrom: 'account' },
    ]);
    expect(venue.asked('POST ')).toEqual([]);
    expect(screen.stdout).not.toContain(venue.key.secret);
  });

  it('scalper economics says that fees could not be read, and goes on with those of the parameters', async () => {
    const { venue, keys } = await charging();
    venue.fail({ path: 'commissionRate', fault: { kind: 'refusal', code: -2015 }, times: Infinity });
    const { code, stdout, stderr } = await scalper(['economics'], keys);
    expect(code).toBe(0);
    expect(stderr).toContain('the fees of the account could not be read');
    expect(stdout).toContain('at fees of the parameters');
  });
});
