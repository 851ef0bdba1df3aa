/**
 * The watch: while positions are open, the function stays and judges their exits until somebody else does.
 *
 * - Watch steps are scheduled at whole intervals after each minute, and at its turn.
 * - None begins so late that the platform would end the function during it.
 * - Without an open position there is no timer, no read and no waiting.
 * - Each watch step is an invocation of its own, with its own commits.
 * - A watch step that fails is reported, and the next one follows.
 * - A conflict ends the watch: another invocation has committed in between, and watches now.
 * - Around the time at which the next function decides, a step is made a little earlier or later, and leaves the item
 *   and the exchange to it. From then on each looks at the item before it asks the exchange for anything. Where nobody
 *   has come, the watch goes on.
 * - A tick that another function was quicker at stands by: it looks at the item until the next decision, and watches
 *   where nobody has committed for an interval. The one that was quicker may have to end sooner.
 * - Steps that would use more of the exchange's limit on requests than is planned are left out, evenly. A position
 *   without a confirmed stop, and an unknown order, are watched all the same.
 */
import { watchStep, type FailedTick } from './agent.ts';
import type { Ports } from './ports.ts';
import type { BotState } from './core/bot-state.ts';
import { isProtected } from './core/orders/protection.ts';
import { watchStride } from './core/request-weight.ts';
import { STEP_TIME_MS } from './core/strategy/watch-steps.ts';
import { MINUTE_MS, SECOND_MS, minuteStartMs } from './core/units.ts';
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';

/** Waits; `false` when it was cut short, which ends the watch. */
export type Sleep = (durationMs: number, signal: AbortSignal) => Promise<boolean>;

/** How long a watch step usually takes at most: the decision at the turn does not wait for it. */
const USUAL_STEP_MS = SECOND_MS;

/** A decision is left alone from so long before it until so long after it: it has committed by then. */
const BEFORE_DECISION_MS = SECOND_MS;
const AFTER_DECISION_MS = 1.5 * SECOND_MS;

/** How long after a step is due whoever makes it has committed. */
const STEP_DONE_MS = 2 * AFTER_DECISION_MS;

export interface Watch {
  readonly bot: Bot;
  readonly ports: Ports;
  readonly sleep: Sleep;
  readonly newInvocationId: () => string;
  /** When the platform ends the function, in ms since 1970. */
  readonly deadlineMs: number;
  /** When another function is expected to decide. @default - none is expected */
  readonly nextDecisionMs?: number | undefined;
  /** When this function itself decides again. @default - it does not */
  readonly ownDecisionMs?: number | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (report: TickReport) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Watches after a tick, even one that failed. @returns the first failure of a watch step, which `onFailure` has got. */
export async function watch(tick: TickReport | FailedTick, watching: Watch): Promise<unknown> {
  const { sleep, signal, onStep, onFailure, ports, nextDecisionMs = Infinity } = watching;
  const { parameters } = tick;
  const intervalMs = parameters.watchIntervalSeconds * SECOND_MS;
  if (intervalMs === 0) return undefined;
  let failure: unknown;
  const abandoned = tick.status === 'lost-race' ? await standBy(tick, intervalMs, watching) : undefined;
  let left: BotState | undefined = tick.status === 'committed' ? tick.state : abandoned;
  let held = tick.status === 'failed' ? tick.held : (abandoned ?? tick.state);
  // Of a tick that failed: what it has entered may be open, though the item does not hold it yet.
  let isOpen =
    (tick.status !== 'lost-race' || abandoned !== undefined) &&
    [abandoned ?? tick.state, held].some(hasOpenPosition);
  let doneMs = tick.tickMs;
  // The step that nobody has made is made now.
  let lateMs = abandoned === undefined ? 0 : STEP_DONE_MS + USUAL_STEP_MS;
  const pace = new Pace(ports, intervalMs);
  while (isOpen) {
    const isFree = left === undefined || isUrgent(left);
    const stride = isFree ? 1 : pace.stride(doneMs);
    const next = nextStep({ doneMs, intervalMs, stride, lateMs }, watching);
    if (next === undefined) break;
    lateMs = 0;
    const { slotMs, stepMs, wakeMs } = next;
    doneMs = slotMs;
    if (!(await sleep(Math.max(0, wakeMs - ports.clock.nowMs()), signal)) || signal.aborted) break;
    // A machine that slept in between wakes up later: that watch step is past, and perhaps the window too.
    if (ports.clock.nowMs() - stepMs >= intervalMs) continue;
    try {
      const step = { stepMs, left, held, parameters, looksFirst: wakeMs >= nextDecisionMs };
      const report = await watchStep(watching.bot, ports, invocationOf(watching), step);
      onStep(report);
      if (report.status === 'lost-race') break;
      left = report.state;
      held = report.state;
      isOpen = hasOpenPosition(left);
    } catch (error) {
      // The handler that gave it up reports that itself.
      if (signal.aborted) break;
      onFailure(error);
      failure ??= error;
      left = undefined;
    }
  }
  return failure;
}

/** The item, where something is open and nobody has committed for an interval; `undefined` where nobody is needed. */
async function standBy(
  { tickMs, state: { botId } }: TickReport,
  intervalMs: number,
  { ports: { clock, store }, sleep, signal, deadlineMs, ownDecisionMs = Infinity }: Watch,
): Promise<BotState | undefined> {
  const untilMs = Math.min(deadlineMs - STEP_TIME_MS, ownDecisionMs - USUAL_STEP_MS);
  let before: BotState | undefined;
  let lookMs = clock.nowMs() + STEP_DONE_MS;
  while (lookMs <= untilMs && (await sleep(Math.max(0, lookMs - clock.nowMs()), signal)) && !signal.aborted) {
    const { state } = await store.load(botId);
    if (state === undefined || !hasOpenPosition(state) || (state.tickMs ?? -Infinity) > tickMs) break;
    if (state.version === before?.version) return state;
    before = state;
    lookMs = slotAfter(clock.nowMs(), intervalMs) + STEP_DONE_MS;
  }
  return undefined;
}

interface StepDone {
  readonly doneMs: number;
  readonly intervalMs: number;
  /** The next is so many intervals later; `undefined`: none any more in this minute. */
  readonly stride: number | undefined;
  /** A step that is past by no more may still be made. */
  readonly lateMs: number;
}

interface NextStep {
  /** The next one is looked for after this. */
  readonly slotMs: number;
  /** Its scheduled time: that, or earlier where the next decision is left alone. */
  readonly stepMs: number;
  /** When it begins: its scheduled time, or later for the same reason. */
  readonly wakeMs: number;
}

/** The next watch step after `doneMs` that is not past; `undefined` when there is no time for another. */
function nextStep(done: StepDone, watching: Watch): NextStep | undefined {
  const { doneMs, intervalMs, stride, lateMs } = done;
  const { ports, deadlineMs, ownDecisionMs = Infinity } = watching;
  const nowMs = ports.clock.nowMs();
  const notPastMs = slotAfter(nowMs - lateMs - 1, intervalMs);
  let slotMs = stride === undefined ? minuteEndMs(doneMs) : doneMs;
  for (let k = 0; k < (stride ?? 0); k += 1) slotMs = slotAfter(slotMs, intervalMs);
  // A clock that was set back is not waited for.
  if (slotMs - nowMs > (stride === undefined ? MINUTE_MS : (stride + 1) * intervalMs)) return undefined;
  slotMs = Math.max(slotMs, notPastMs);
  const next = leavingAlone(watching.nextDecisionMs ?? Infinity, { slotMs, intervalMs, doneMs, nowMs });
  const hasTime = next.wakeMs + STEP_TIME_MS <= deadlineMs && next.wakeMs + USUAL_STEP_MS <= ownDecisionMs;
  return hasTime ? next : undefined;
}

interface Slot {
  readonly slotMs: number;
  readonly intervalMs: number;
  readonly doneMs: number;
  readonly nowMs: number;
}

/**
 * A step too near to a decision is made before or after it, whichever is nearer. Where it was made before, the next one
 * comes as soon as the decision must have committed: then it ends the watch, or goes on with it.
 */
function leavingAlone(decisionMs: number, { slotMs, intervalMs, doneMs, nowMs }: Slot): NextStep {
  const [fromMs, toMs] = [decisionMs - BEFORE_DECISION_MS, decisionMs + AFTER_DECISION_MS];
  if (slotMs < fromMs || slotMs >= toMs) return { slotMs, stepMs: slotMs, wakeMs: slotMs };
  const isBefore = doneMs < fromMs && nowMs <= fromMs && slotMs - fromMs <= toMs - slotMs;
  if (isBefore) return { slotMs: fromMs, stepMs: fromMs, wakeMs: fromMs };
  let latestMs = slotMs;
  while (slotAfter(latestMs, intervalMs) <= toMs) latestMs = slotAfter(latestMs, intervalMs);
  return { slotMs: latestMs, stepMs: latestMs, wakeMs: toMs };
}

/** The next whole interval of a minute, or the turn of the next minute. */
function slotAfter(timeMs: number, intervalMs: number): number {
  const minuteMs = minuteStartMs(timeMs);
  const slots = Math.floor((timeMs - minuteMs) / intervalMs) + 1;
  return Math.min(minuteMs + slots * intervalMs, minuteMs + MINUTE_MS);
}

function minuteEndMs(timeMs: number): number {
  return minuteStartMs(timeMs) + MINUTE_MS;
}

/** How often the exchange's limit on requests allows a watch step: what was used between the last two says it. */
class Pace {
  private readonly ports: Ports;
  private readonly intervalMs: number;
  private weightBefore: number | undefined;

  constructor(ports: Ports, intervalMs: number) {
    this.ports = ports;
    this.intervalMs = intervalMs;
  }

  /** Every how many-th step after the one at `doneMs` may be made; `undefined` when none may in its minute. */
  stride(doneMs: number): number | undefined {
    const weightLeft = this.ports.requests?.left();
    const weightOfStep =
      this.weightBefore === undefined || weightLeft === undefined
        ? undefined
        : this.weightBefore - weightLeft;
    this.weightBefore = weightLeft;
    const steps = Math.ceil((minuteEndMs(doneMs) - doneMs) / this.intervalMs) - 1;
    return watchStride({ steps, weightLeft, weightOfStep });
  }
}

/** Whether a position has no confirmed stop, or an order is unknown: that cannot wait for a minute. */
function isUrgent(state: BotState): boolean {
  const { ledger, orders } = state;
  return (
    orders.some(({ status }) => status === 'unknown') ||
    ledger.positions.some((position) => !isProtected(state, position))
  );
}

function invocationOf({ newInvocationId, deadlineMs, signal }: Watch) {
  return { id: newInvocationId(), deadlineMs, signal };
}

/** Also while an order is unknown: its outcome is known as soon as the venue cannot accept it any more. */
export function hasOpenPosition({ ledger, orders }: BotState): boolean {
  return ledger.positions.length > 0 || orders.some(({ status }) => status === 'unknown');
}
