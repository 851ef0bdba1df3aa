/**
 * Is each thing that is done to a bot found again under its own name, and the sum exact?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { backtest } from '../../lambda/backtest/backtest.ts';
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import { MINUTE_MS, ZERO_USD, minus, plus, usd, type Usd } from '../../lambda/core/units.ts';
import type { ParityRun } from '../../infra/parity/run-parity.ts';
import { BUSY } from '../harness/builders.ts';
import { randomWalks } from '../harness/candle-rows.ts';
import type { ReplayOptions } from '../harness/paper-bot.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { compared, dollarsOf, partsOf, traded, type Planted, type Traded } from './parity-harness.ts';

const EVENING_MS = Date.UTC(2025, 4, 6, 22);

const walk = (seed = 3, minutes = 240) =>
  randomWalks(
    { seed, symbolCount: 2, minutes, volatilityBps: 12, gapShare: 0.05, missingShare: 0 },
    EVENING_MS,
  );

/** Such that only what a test plants keeps it from an entry. */
const busy = (changes: Partial<BotParameters> = {}) => parseParameters({ ...BUSY, ...changes });

async function run(
  planted: Planted,
  {
    parameters = busy(),
    given,
    seed,
  }: {
    readonly parameters?: BotParameters;
    readonly given?: BotParameters;
    readonly seed?: number;
  } = {},
): Promise<{ readonly found: ParityRun; readonly bot: Traded }> {
  const bot = await traded(walk(seed), { parameters }, planted);
  const found = compared(bot, given);
  expectExact(found, bot);
  return { found, bot };
}

/** Counted from the ledger's balance and from a backtest of its own. */
function expectExact({ parity, outside }: ParityRun, { balanceUsd, books }: Traded): void {
  const sum = (amounts: readonly Usd[]) => amounts.reduce<Usd>(plus, ZERO_USD);
  expect(parity.differenceUsd).toBe(minus(parity.botUsd, parity.backtestUsd));
  expect(sum(parity.parts.map((part) => part.usd))).toBe(parity.differenceUsd);
  for (const trade of parity.trades)
    expect(sum(trade.differences.map((part) => part.usd))).toBe(trade.differenceUsd);
  const started = books.rows[0]!.event;
  const beganUsd = started.kind === 'started' ? started.balanceUsd : ZERO_USD;
  expect(plus(plus(beganUsd, parity.botUsd), outside.netUsd)).toBe(balanceUsd);
}

const causesOf = (found: ParityRun) => partsOf(found).filter((part) => /^(?:missed|extra)/.test(part));

describe('a bot on its own candles', () => {
  it.each([
    ['the defaults of a busy bot', busy()],
    ['gates that deny', busy({ maxPositions: 1, maxTradesPerHour: 4, lossStreak: 2, dailyLossUsd: 12 })],
    ['a balance that its losses change', busy({ dailyLossPct: 1, leverage: 50 })],
  ])('a bot on its own candles differs in nothing: %s', async (_, parameters) => {
    const { found, bot } = await run({}, { parameters });
    expect(partsOf(found)).toEqual([]);
    expect(found.parity.trades.length).toBeGreaterThan(5);
    const { trades } = backtest({ symbols: bot.symbols, parameters }).stopFirst;
    expect(found.parity.trades.length + found.outside.trades).toBeLessThanOrEqual(trades.length);
  });

  it('a bot on its own candles differs in nothing after its parameters were changed', async () => {
    const [before, after] = [busy(), busy({ targetPct: 0.3, takerFeePct: 0.04 })];
    let [reads, parameters] = [0, before];
    const wrap: ReplayOptions['wrap'] = (ports, store) => {
      const load = async () => {
        reads += 1;
        const { state } = await store.load(BOT_ID);
        if (reads > 100 && state?.ledger.positions.length === 0) parameters = after;
        return { status: 'valid', parameters } as const;
      };
      return { ...ports, parameterSource: { load } };
    };
    const bot = await traded(walk(), { wrap });
    const found = compared(bot);
    expectExact(found, bot);
    expect(found.periods.map((period) => period.parameters)).toEqual([before, after]);
    expect(found.parity.trades.some(({ bot: trade }) => trade!.entryTimeMs >= found.periods[1]!.fromMs)).toBe(
      true,
    );
    expect(partsOf(found)).toEqual([]);
  });
});

describe('what is done to a bot', () => {
  it('what is done to a bot by other fees is fees', async () => {
    const { found } = await run(
      {},
      {
        given: busy({ takerFeePct: 0.04, makerFeePct: 0.01, breakeven: 'gross' }),
        parameters: busy({ breakeven: 'gross' }),
      },
    );
    expect(partsOf(found)).toEqual(['fee']);
    expect(dollarsOf(found, 'fee')).toBeLessThan(0);
  });

  it('what is done to a bot by other slippage is slippage, and the prices that follow from it', async () => {
    const parameters = busy({ slippageBps: 2, breakeven: 'gross' });
    const { found } = await run({}, { parameters, given: busy({ breakeven: 'gross' }) });
    expect(dollarsOf(found, 'slippage')).toBeLessThan(0);
    expect(dollarsOf(found, 'not-explained')).toBe(0);
    expect(partsOf(found)).toContain('slippage');
  });

  it('what is done to a bot by minutes without a tick is missed entries and later exits', async () => {
    const planted = { withoutTick: (minute: number) => minute % 10 < 3 && minute > 0 };
    const { found, bot } = await run(planted);
    expect(causesOf(found)).toContain('missed: no tick in that minute');
    expect(partsOf(found)).toContain('exit-time');
    expect(dollarsOf(found, 'not-explained')).toBe(0);
    // Without the log nobody knows that there was no tick, and it is said.
    const blind = compared({ ...bot, books: { ...bot.books, log: undefined } });
    expectExact(blind, bot);
    expect(partsOf(blind)).toContain('not-explained: missed');
    expect(dollarsOf(blind, 'not-explained')).not.toBe(0);
  });

  it('what is done to a bot by its operator is a pause, and positions that were flattened', async () => {
    const paused = await run({ commands: { 40: 'pause', 90: 'resume' } });
    expect(causesOf(paused.found)).toContain('missed: operator-paused');
    const flattened = await run({ commands: { 41: 'flatten', 90: 'resume' } });
    expect(partsOf(flattened.found).some((part) => part.startsWith('exit-reason: flatten, not '))).toBe(true);
    expect(causesOf(flattened.found)).toContain('missed: operator-paused');
    for (const { found } of [paused, flattened]) expect(dollarsOf(found, 'not-explained')).toBe(0);
  });

  it('what is done to a bot by a halt is told from its rows, with or without the log', async () => {
    const halt = (atMs: number): LedgerEvent => ({ kind: 'halted', atMs, cause: 'a test' });
    const { found, bot } = await run({ events: { 60: halt } });
    expect(causesOf(found)).toContain('missed: halted');
    const blind = compared({ ...bot, books: { ...bot.books, log: undefined } });
    expect(partsOf(blind)).toEqual(partsOf(found));
    expect(dollarsOf(blind, 'missed')).toBe(dollarsOf(found, 'missed'));
  });

  it('what is done to a bot by costs that come late is a part of its own', async () => {
    const late = (atMs: number): LedgerEvent => ({
      kind: 'late-cost',
      atMs,
      symbol: 'S0',
      paidUsd: usd(1.25),
      venueId: 'v-1',
    });
    const { found } = await run({ events: { 60: late } });
    expect(dollarsOf(found, 'late-cost')).toBe(-1.25);
  });

  it('what is done to a bot by other candles is entries without a signal, and signals that it did not see', async () => {
    const parameters = busy();
    const bot = await traded(walk(), { parameters });
    const moved = walk().map(({ symbol, candles }) => ({
      symbol,
      candles: { ...candles, close: candles.close.map((price, k) => (k % 9 === 0 ? price * 1.0007 : price)) },
    }));
    const found = compared({ ...bot, symbols: moved });
    expectExact(found, bot);
    expect(causesOf(found)).toContain('extra: no signal on these candles (momentum)');
    expect(causesOf(found)).toContain("missed: no signal on the bot's candles (momentum)");
    expect(dollarsOf(found, 'not-explained')).toBe(0);
  });

  it('what is done to a bot is explained whole, whatever is mixed', async () => {
    const mixture = fc.record({
      seed: fc.nat(),
      slippageBps: fc.constantFrom(0.5, 0.5, 1.5),
      takerFeePct: fc.constantFrom(0.05, 0.05, 0.03),
      lossStreak: fc.constantFrom(2, 50),
      every: fc.constantFrom(0, 7, 13),
      command: fc.constantFrom('pause', 'flatten', undefined),
      haltsAt: fc.constantFrom(undefined, 150),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(mixture, async ({ seed, every, command, haltsAt, ...changes }) => {
        const halt = (atMs: number): LedgerEvent => ({ kind: 'halted', atMs, cause: 'a test' });
        const planted: Planted = {
          withoutTick: (minute) => every > 0 && minute > 0 && minute % every < 2,
          ...(command && { commands: { 50: command, 100: 'resume' } }),
          ...(haltsAt !== undefined && { events: { [haltsAt]: halt } }),
        };
        const parameters = busy(changes);
        const given = busy({ lossStreak: changes.lossStreak });
        const { found } = await run(planted, { parameters, given, seed });
        expect(partsOf(found).filter((part) => part.startsWith('not-explained'))).toEqual([]);
        for (const part of partsOf(found)) seen.add(part.split(':')[0]!);
      }),
      { numRuns: 8, seed: 18 },
    );
    expect([...seen]).toEqual(
      expect.arrayContaining(['missed', 'extra', 'slippage', 'fee', 'exit-reason', 'exit-time']),
    );
  });
});

describe('a bot that is open at the end', () => {
  it('a bot that is open at the end has no trade there, and neither has the backtest', async () => {
    const parameters = busy({
      maxHoldSeconds: 86_400,
      quickExitSeconds: 3_600,
      targetPct: 5,
      recoveryStopPct: 2,
      initialStopPct: 1.9,
    });
    const { found } = await run({ withoutTick: (minute) => minute > 0 && minute < 15 }, { parameters });
    expect(causesOf(found).every((cause) => /still open|no tick|symbol/.test(cause))).toBe(true);
    expect(found.toMs).toBeLessThanOrEqual(EVENING_MS + 240 * MINUTE_MS);
  });
});
