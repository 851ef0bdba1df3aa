/**
 * Does a bot that is stopped, paused or halted open nothing, and still leave what is open?
 *
 * Its state follows from its rows alone: the operator's commands, a halt, the day's stop and the pause after losses.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TickReport } from '../../lambda/tick-report.ts';
import type { Ports } from '../../lambda/ports.ts';
import { parseParameters } from '../../lambda/config.ts';
import { recordEvent } from '../../lambda/core/bot-state.ts';
import { haltName } from '../../lambda/core/control/halt.ts';
import type { LedgerEvent } from '../../lambda/core/ledger/ledger-events.ts';
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { SECOND_MS, dayStartMs } from '../../lambda/core/units.ts';
import { BOT_ID } from '../harness/stored-bot.ts';
import { replay } from '../harness/paper-bot.ts';
import { randomWalks, type RandomWalks } from '../harness/candle-rows.ts';
import { EAGER } from '../harness/builders.ts';

const RUNS = Number(process.env['SCALPER_FUZZ_RUNS'] ?? 60);
const START_MS = Date.UTC(2025, 4, 5, 22);

const PARAMETERS = parseParameters({
  ...EAGER,
  momentumPct: 0.02,
  dailyLossUsd: 15,
  lossStreak: 3,
  pauseMinutes: 10,
});

const walks: fc.Arbitrary<RandomWalks> = fc.record({
  seed: fc.nat(),
  symbolCount: fc.integer({ min: 1, max: 3 }),
  minutes: fc.integer({ min: 30, max: 300 }),
  volatilityBps: fc.constantFrom(6, 25),
  gapShare: fc.constantFrom(0, 0.2),
  missingShare: fc.constantFrom(0, 0.02),
});

/** What an operator, or a broken invariant, does after so many ticks. */
const interventions = fc.array(
  fc.record({
    afterTicks: fc.integer({ min: 1, max: 200 }),
    kind: fc.constantFrom('pause', 'resume', 'flatten', 'halt'),
  }),
  { maxLength: 6 },
);

type Intervention = typeof interventions extends fc.Arbitrary<readonly (infer Value)[]> ? Value : never;

async function intervene(
  { store }: Ports,
  { state }: TickReport,
  { kind, afterTicks }: Intervention,
): Promise<void> {
  if (kind === 'halt') {
    const halted = recordEvent(state, { kind: 'halted', atMs: state.tickMs!, cause: 'a test' });
    await store.commit({ ...halted, version: state.version + 1 }, state.version, `halt ${afterTicks}`);
  } else {
    const { halted } = state.ledger;
    const halt = halted && { halt: haltName(halted) };
    const command = { kind, accept: true, ...halt, issuedBy: 'owner', issuedAtMs: START_MS, why: 'a test' };
    await store.issue(BOT_ID, { id: `${afterTicks}-${kind}`.padStart(12, '0'), ...command });
  }
}

/** Replays a random walk with interventions; `onTick` sees each tick. */
async function run(
  symbols: readonly SymbolCandles[],
  planned: readonly Intervention[],
  onTick: (report: TickReport, minuteMs: number) => void = () => {},
) {
  let ticks = 0;
  let ports: Ports | undefined;
  return replay(symbols, {
    parameters: PARAMETERS,
    wrap: (plain) => {
      ports = plain;
      return plain;
    },
    onTick: async (report, minuteMs) => {
      onTick(report, minuteMs);
      ticks += 1;
      const due = new Map(
        planned.filter(({ afterTicks }) => afterTicks === ticks).map((one) => [one.kind, one]),
      );
      // A halt last: it is a commit, and the others wait for the next tick.
      for (const one of due.values()) if (one.kind !== 'halt') await intervene(ports!, report, one);
      const halt = due.get('halt');
      if (halt !== undefined) await intervene(ports!, report, halt);
    },
  });
}

/** Why the bot may open nothing at `nowMs`, as its rows tell it. */
class Standing {
  private stoppedDayMs: number | undefined;
  private pausedUntilMs = 0;
  private isHalted = false;
  private isPausedByOperator = false;

  add(event: LedgerEvent): void {
    if (event.kind === 'stopped') this.stoppedDayMs = dayStartMs(event.atMs);
    if (event.kind === 'paused') this.pausedUntilMs = Math.max(this.pausedUntilMs, event.untilMs);
    if (event.kind === 'halted') this.isHalted = true;
    if (event.kind === 'reconciled') this.isHalted = false;
    if (event.kind !== 'operator-command') return;
    this.isPausedByOperator = event.command.kind !== 'resume';
    if (!this.isPausedByOperator) this.pausedUntilMs = Math.min(this.pausedUntilMs, event.atMs);
  }

  reasonsAt(nowMs: number): readonly string[] {
    const reasons = [
      [this.isHalted, 'halted'],
      [this.isPausedByOperator, 'paused by its operator'],
      [this.stoppedDayMs === dayStartMs(nowMs), 'stopped'],
      [nowMs < this.pausedUntilMs, 'paused'],
    ] as const;
    return reasons.filter(([holds]) => holds).map(([, reason]) => reason);
  }
}

describe('Whatever its operator and the market do, the bot', () => {
  it('whatever its operator and the market do, the bot opens nothing while it is stopped, paused or halted [invariant 6]', async () => {
    const property = fc.asyncProperty(walks, interventions, async (walk, planned) => {
      const { rows } = await run(randomWalks(walk, START_MS), planned);
      const standing = new Standing();
      for (const { event } of rows) {
        if (event.kind === 'opened') expect(standing.reasonsAt(event.atMs)).toEqual([]);
        standing.add(event);
      }
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('whatever its operator and the market do, the bot leaves every position that is old enough, in every state [invariant 6]', async () => {
    const property = fc.asyncProperty(walks, interventions, async (walk, planned) => {
      const symbols = randomWalks(walk, START_MS);
      const minutes = new Map(symbols.map(({ symbol, candles }) => [symbol, new Set(candles.openTimeMs)]));
      await run(symbols, planned, ({ state }, minuteMs) => {
        for (const { symbol, decidedAtMs } of state.ledger.positions) {
          if (!minutes.get(symbol)!.has(minuteMs)) continue;
          expect((minuteMs - decidedAtMs) / SECOND_MS).toBeLessThan(PARAMETERS.maxHoldSeconds);
        }
      });
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('whatever its operator and the market do, the bot closes what has a price at the tick that reads "flatten"', async () => {
    const property = fc.asyncProperty(walks, interventions, async (walk, planned) => {
      const symbols = randomWalks(walk, START_MS);
      const minutes = new Map(symbols.map(({ symbol, candles }) => [symbol, new Set(candles.openTimeMs)]));
      await run(symbols, planned, ({ state, rows }, minuteMs) => {
        const commands = rows.flatMap(({ event }) =>
          event.kind === 'operator-command' ? [event.command.kind] : [],
        );
        if (commands.at(-1) !== 'flatten') return;
        const priced = state.ledger.positions.filter(({ symbol }) => minutes.get(symbol)!.has(minuteMs));
        expect(priced).toEqual([]);
      });
    });
    await fc.assert(property, { numRuns: RUNS });
  });

  it('the random walks put the bot into each of these states, mostly with positions open', async () => {
    const [seen, seenOpen] = [new Set<string>(), new Set<string>()];
    for (const [walk, planned] of fc.sample(fc.tuple(walks, interventions), { seed: 1, numRuns: 60 })) {
      const standing = new Standing();
      let open = 0;
      for (const { event } of (await run(randomWalks(walk, START_MS), planned)).rows) {
        standing.add(event);
        if (event.kind === 'opened') open += 1;
        if (event.kind === 'closed') open -= 1;
        for (const reason of standing.reasonsAt(event.atMs)) (open > 0 ? seenOpen : seen).add(reason);
      }
    }
    expect([...seen].toSorted()).toEqual(['halted', 'paused', 'paused by its operator', 'stopped']);
    expect([...seenOpen]).toEqual(expect.arrayContaining(['halted', 'paused', 'paused by its operator']));
  });
});
