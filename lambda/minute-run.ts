/**
 * What does one invocation do? It decides its minute, or waits and decides the one that is about to begin, and watches
 * what is open.
 *
 * - A function that is woken shortly before the turn of a minute waits for it. The wait is `alignToMinuteSeconds` at most.
 * - A minute that nobody has decided meanwhile, because its event is missing, is made up for before the wait. A bot that
 *   always waits enters nothing then: its entries are for the turn.
 * - What is open is watched while a function waits that has made up for a minute. Otherwise the one before does it.
 * - A failure before the turn keeps nobody from the turn.
 */
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';
import { runTick, type FailedTick } from './agent.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from './core/units.ts';
import { DECISION_TIME_MS, nextDecisionMs, turnAhead, type Turn } from './minute-turn.ts';
import type { Ports } from './ports.ts';
import { errorWords } from './adapters/error-words.ts';
import { errorLine, stepLine, tickLine } from './adapters/aws/telemetry.ts';
import { watch, type Sleep, type Watch } from './watch.ts';

export interface RunOptions {
  readonly bot: Bot;
  readonly ports: Ports;
  /** Writes one structured line; absent where nobody reads them, and then none is made. */
  readonly log?: (line: string) => void;
  /** An id that no other invocation has, not even one of the same event. */
  readonly newInvocationId: () => string;
  /** Absent where a minute has one price: then nothing is watched between two ticks, and nobody waits. */
  readonly sleep?: Sleep;
  /** How long a function may wait for the turn of a minute; 0 and absent: it decides at once. */
  readonly alignToMinuteSeconds?: number;
  /** Gets the report of each tick and watch step as soon as it is done. */
  readonly onTick?: (report: TickReport) => void;
  /** Warnings of the market since the last call, in sentences. */
  readonly takeWarnings?: () => readonly string[];
}

/** An invocation under way. */
export interface Run {
  /** The time that the event proposed. */
  readonly proposedMs: number;
  readonly startedMs: number;
  /** When the platform ends it. */
  readonly deadlineMs: number;
  /** This much earlier it fails by itself, and nothing more is begun. */
  readonly reserveMs: number;
  readonly signal: AbortSignal;
  /** Logs a failure, once however often it is passed on. */
  readonly onFailure: (error: Error) => void;
}

/** How much of its time a function keeps for a decision with its orders. */
const DECISION_RESERVE_MS = 20 * SECOND_MS;

/** A watch step failed; the tick before it and the watch steps after it did their work. */
export class WatchError extends Error {
  override readonly name = 'WatchError';

  constructor(cause: unknown) {
    super(`a watch step failed: ${errorWords(cause)}`, { cause });
  }
}

/** @returns the report of its last tick. @throws its first failure. */
export async function runMinute(options: RunOptions, run: Run): Promise<TickReport> {
  const alignMs = alignMsOf(options);
  const turn = turnAhead(run.startedMs, alignMs);
  const atOnce = { nextDecisionMs: nextDecisionMs(run.startedMs, alignMs) };
  if (turn === undefined || !mayWait(turn, options, run)) return pass(options, run, atOnce);
  let failure: Error | undefined;
  if (turn.isOnTime) {
    const goesOnAt = (tick: TickReport | FailedTick) => (isDecidedTwice(tick) ? turn.atMs : undefined);
    const report = await pass(options, run, { ...atOnce, goesOnAt });
    if (!isDecidedTwice(report)) return report;
  } else if (await isUndecided(turn, options, run)) {
    const isCatchingUp = alignMs >= MINUTE_MS;
    await pass(options, run, { isCatchingUp, goesOnAt: () => turn.atMs }).catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
      if (!(failure instanceof WatchError)) run.onFailure(failure);
    });
  }
  await sleepUntil(turn.atMs, options, run);
  run.signal.throwIfAborted();
  // Whoever is woken meanwhile waits for the turn after this one.
  const report = await pass(options, run, { nextDecisionMs: turn.atMs + MINUTE_MS });
  if (failure !== undefined) throw failure;
  return report;
}

function alignMsOf({ alignToMinuteSeconds = 0 }: RunOptions): number {
  return alignToMinuteSeconds * SECOND_MS;
}

/** A function that has too little time for the turn decides at once. */
function mayWait({ atMs }: Turn, { sleep }: RunOptions, { deadlineMs }: Run): boolean {
  return sleep !== undefined && atMs + DECISION_RESERVE_MS <= deadlineMs;
}

/** Its minute was another's already. */
function isDecidedTwice(tick: TickReport | FailedTick): boolean {
  if (tick.status === 'failed') return false;
  return tick.status === 'lost-race' || tick.noEntry === 'repeated-tick';
}

/**
 * Whether nobody has decided the minute that has begun, and there is time for it before the turn. A store that cannot be
 * read leaves it to the turn.
 */
async function isUndecided({ atMs }: Turn, options: RunOptions, run: Run): Promise<boolean> {
  const { bot, ports } = options;
  const minuteMs = minuteStartMs(run.startedMs);
  // Whoever waited for this minute may still be at it.
  await sleepUntil(minuteMs + DECISION_TIME_MS, options, run);
  if (atMs - ports.clock.nowMs() < DECISION_TIME_MS) return false;
  const found = await ports.store.load(bot.id).catch(() => undefined);
  return found !== undefined && (found.state?.tickMs ?? -Infinity) < minuteMs;
}

/** A timer may be early: nothing is decided before the time. */
async function sleepUntil(
  untilMs: number,
  { ports: { clock }, sleep }: RunOptions,
  { signal }: Run,
): Promise<void> {
  if (sleep === undefined) return;
  let leftMs = untilMs - clock.nowMs();
  while (leftMs > 0) {
    if (!(await sleep(leftMs, signal)) || signal.aborted) return;
    const nowLeftMs = untilMs - clock.nowMs();
    // A clock that was set back is not waited for.
    if (nowLeftMs >= leftMs) return;
    leftMs = nowLeftMs;
  }
}

interface Pass {
  readonly isCatchingUp?: boolean;
  /** When this invocation decides again, after a tick that came out so; until then it watches. */
  readonly goesOnAt?: (tick: TickReport | FailedTick) => number | undefined;
  /** When another function is expected to decide. */
  readonly nextDecisionMs?: number;
}

/** One tick, its line, and the watch after it. */
async function pass(options: RunOptions, run: Run, decisions: Pass): Promise<TickReport> {
  const { isCatchingUp = false, goesOnAt, nextDecisionMs: nextMs } = decisions;
  const { bot, ports, log, newInvocationId, onTick = () => {}, takeWarnings = () => [] } = options;
  const { deadlineMs, signal } = run;
  const beganMs = ports.clock.nowMs();
  const invocation = { id: newInvocationId(), deadlineMs, signal, isCatchingUp };
  let failed: FailedTick | undefined;
  const report = await runTick(bot, ports, invocation, (tick) => {
    failed = tick;
  }).catch(async (error: unknown) => {
    // What is open is watched all the same: a store that fails keeps no position from its stop.
    if (failed === undefined || signal.aborted || !(error instanceof Error)) throw error;
    run.onFailure(error);
    await watchOn(options, run, failed, { ownDecisionMs: goesOnAt?.(failed), nextDecisionMs: nextMs }).catch(
      () => undefined,
    );
    throw error;
  });
  const { startedMs, proposedMs } = run;
  const times = { startedMs, beganMs, endedMs: ports.clock.nowMs(), proposedMs };
  log?.(tickLine(bot, report, times, takeWarnings()));
  onTick(report);
  await watchOn(options, run, report, { ownDecisionMs: goesOnAt?.(report), nextDecisionMs: nextMs });
  return report;
}

/** Watches after the tick, which is done and logged. @throws WatchError the first failure, which is logged already. */
async function watchOn(
  options: RunOptions,
  { deadlineMs, reserveMs, signal }: Run,
  tick: TickReport | FailedTick,
  decisions: Pick<Watch, 'ownDecisionMs' | 'nextDecisionMs'>,
): Promise<void> {
  const { bot, ports, log, newInvocationId, sleep, onTick = () => {} } = options;
  if (sleep === undefined) return;
  const failure = await watch(tick, {
    bot,
    ports,
    sleep,
    newInvocationId,
    deadlineMs: deadlineMs - reserveMs,
    ...decisions,
    signal,
    onStep: (report) => {
      log?.(stepLine(bot, report, ports.clock.nowMs()));
      onTick(report);
    },
    onFailure: (error) => log?.(errorLine(bot, error)),
  });
  if (failure !== undefined) throw new WatchError(failure);
}
