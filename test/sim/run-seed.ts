/**
 * One seed, run: a world is made, what its seed has drawn happens in it, and an auditor looks on.
 */
import type { SymbolCandles } from '../../lambda/core/market.ts';
import { Auditor } from './audit/auditor.ts';
import { classOf } from './swarm/happening-class.ts';
import { spanMs, type Happening } from './swarm/happening.ts';
import type { DrawnRun } from './swarm/drawing.ts';
import { drawRun } from './swarm/drawn-run.ts';
import { closedHoursOf } from './swarm/hours-stage.ts';
import { inRecordedMarkets } from './swarm/recorded-run.ts';
import { lookAfter } from './swarm/person.ts';
import { Stage } from './swarm/stage.ts';
import { SwarmPlan } from './swarm/swarm-plan.ts';
import { Waiting } from './swarm/waiting.ts';
import type { OrderState } from './order-states.ts';
import type { RunReport, Violation } from './run-report.ts';
import { sampleSteps, type RunSample } from './run-sample.ts';
import { World } from './world/world.ts';

export interface RunOptions {
  readonly seed: number;
  /** Of the run in its own time; the last of them are calm. */
  readonly minutes: number;
  /** Instead of what the seed has drawn. */
  readonly happenings?: readonly Happening[];
  /** Markets in place of those that the seed has drawn. */
  readonly recorded?: readonly SymbolCandles[];
  /** Lines of the trace that are kept. */
  readonly keptMax?: number;
  /** Ends with the first rule that is broken: who only asks whether one is, waits for no more. */
  readonly endsWithFirst?: boolean;
  /** Of each line of the trace, as it happens. */
  readonly onTrace?: (line: string) => void;
  /** After each step of prices: what a picture is drawn from. */
  readonly onSample?: (sample: RunSample) => void;
}

const KEPT_LINES = 60;

/** Of a line of the bot's log. In a text inside of one the quotes are escaped. */
const STEP = /"message":"(?<name>tick|watch step)"/;

export async function runSeed(options: RunOptions): Promise<RunReport> {
  const { seed, minutes, recorded, keptMax = KEPT_LINES, endsWithFirst = false, onTrace, onSample } = options;
  const drawn = drawnIn(recorded, seed, minutes);
  const happenings = options.happenings ?? drawn.happenings;
  const { faultsEndMs } = drawn;
  const { startMs } = drawn.terms;
  const met: Record<string, number> = {};
  const coverage: Record<string, Partial<Record<OrderState, number>>> = {};
  const violations: Violation[] = [];
  let tail: readonly string[] | undefined;
  const lines = { tick: 0, 'watch step': 0 };
  const onMet = (happening: Happening, state = auditor.orderState()) => {
    const name = classOf(happening);
    met[name] = (met[name] ?? 0) + 1;
    if (!stage.isOfThePast(happening)) countIn((coverage[name] ??= {}), state);
    auditor.onHappening(happening);
  };
  const nowMs = () => world.time.nowMs();
  const stateNow = () => auditor.orderState();
  const plan = new SwarmPlan({ seed, startMs, happenings, faultsEndMs, nowMs, stateNow, onMet });
  const world: World = new World({ ...drawn.terms, plan, keptMax });
  if (onTrace !== undefined) world.trace.onLine = onTrace;
  countSteps(world, lines);
  const auditor: Auditor = new Auditor({
    world,
    faultsEndMs: startMs + faultsEndMs,
    endMs: startMs + drawn.endMs,
    hours: closedHoursOf(happenings, startMs),
    report: (violation) => {
      // What led to it, not what came long after it.
      tail ??= world.trace.tail;
      violations.push(violation);
      if (endsWithFirst) world.time.stop();
    },
    causes: () => activeNow(happenings, stage, world).map(classOf),
  });
  world.enter();
  const waiting = new Waiting({ seed, time: world.time, stateNow });
  const stage: Stage = new Stage({ world, plan, waiting, happenings, faultsEndMs, stateNow, onMet });
  stage.set();
  lookAfter(world, drawn.personAfterMs, () => auditor.onHandTrade());
  if (onSample !== undefined) sampleSteps(world, onSample);
  world.onStep = chained(world.onStep, () => {
    auditor.look();
    waiting.look();
  });
  world.onEnd = chained(world.onEnd, () => auditor.look());
  world.begin();
  await world.time.passUntil(startMs + drawn.endMs);
  for (const defect of world.defects) throw defect;
  auditor.look();
  return {
    seed,
    minutes,
    ticks: lines.tick,
    watchSteps: lines['watch step'],
    invocations: world.platform.invocations,
    trades: world.venue.books.trades.length,
    met,
    coverage,
    nakedMs: auditor.nakedMs(),
    violations,
    digest: world.trace.digest(),
    traceLines: world.trace.length,
    tail: tail ?? world.trace.tail,
    happenings,
  };
}

function countSteps(world: World, counts: Record<'tick' | 'watch step', number>): void {
  world.onLog = (line) => {
    const name = STEP.exec(line)?.groups?.['name'];
    if (name === 'tick' || name === 'watch step') counts[name] += 1;
  };
}

function drawnIn(recorded: RunOptions['recorded'], seed: number, minutes: number): DrawnRun {
  if (recorded === undefined) return drawRun(seed, minutes);
  const symbols = recorded.map(({ symbol }) => symbol);
  return inRecordedMarkets(drawRun(seed, minutes, symbols), seed, recorded);
}

function countIn(row: Partial<Record<OrderState, number>>, state: OrderState): void {
  row[state] = (row[state] ?? 0) + 1;
}

/** Those that last, while they do; one that is aimed at requests is known by what it meets. */
function activeNow(happenings: readonly Happening[], stage: Stage, world: World): readonly Happening[] {
  const nowMs = world.time.nowMs();
  return happenings.filter((happening) => {
    const drawnMs = happening.during === undefined ? world.terms.startMs + happening.atMs : Infinity;
    const fromMs = stage.beganAt(happening) ?? drawnMs;
    return fromMs <= nowMs && nowMs < fromMs + spanMs(happening);
  });
}

function chained<Args extends readonly unknown[]>(
  first: (...args: Args) => void,
  second: () => void,
): (...args: Args) => void {
  return (...args) => {
    first(...args);
    second();
  };
}
