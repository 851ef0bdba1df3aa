/**
 * The watch window: while positions are open, the function stays and judges their exits between two ticks.
 *
 * - Watch steps are scheduled at whole intervals after the minute, up to 50 s into it.
 * - None begins so late that the platform would end the function during it.
 * - Without an open position there is no timer, no read and no waiting.
 * - Each watch step is an invocation of its own, with its own commits.
 * - A watch step that fails is reported, and the next one follows.
 * - A conflict ends the watch: another invocation has committed in between, and watches now.
 * - Steps that would use more of the exchange's limit on requests than is planned are left out, evenly. A position
 *   without a confirmed stop, and an unknown order, are watched all the same.
 */
import { watchStep, type FailedTick } from './agent.ts';
import type { Ports } from './ports.ts';
import type { BotState } from './core/bot-state.ts';
import { isProtected } from './core/orders/protection.ts';
import { WATCH_WINDOW_SECONDS, watchStride } from './core/request-weight.ts';
import { SECOND_MS } from './core/units.ts';
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';

/** Waits; `false` when it was cut short, which ends the watch. */
export type Sleep = (durationMs: number, signal: AbortSignal) => Promise<boolean>;

const WINDOW_MS = WATCH_WINDOW_SECONDS * SECOND_MS;

/** How long a watch step may take with its orders, and the function to end. */
const STEP_TIME_MS = 4 * SECOND_MS;

export interface Watch {
  readonly bot: Bot;
  readonly ports: Ports;
  readonly sleep: Sleep;
  readonly newInvocationId: () => string;
  /** When the platform ends the function, in ms since 1970. */
  readonly deadlineMs: number;
  readonly signal: AbortSignal;
  readonly onStep: (report: TickReport) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Watches after a tick, even one that failed. @returns the first failure of a watch step, which `onFailure` has got. */
export async function watch(tick: TickReport | FailedTick, watching: Watch): Promise<unknown> {
  const { sleep, signal, onStep, onFailure, ports } = watching;
  const { parameters } = tick;
  const intervalMs = parameters.watchIntervalSeconds * SECOND_MS;
  if (intervalMs === 0) return undefined;
  let failure: unknown;
  let left: BotState | undefined = tick.status === 'committed' ? tick.state : undefined;
  let held = tick.status === 'failed' ? tick.held : tick.state;
  let isOpen = tick.status !== 'lost-race' && hasOpenPosition(tick.state);
  let stepMs: number | undefined = tick.tickMs;
  const pace = new Pace(watching, tick.tickMs + WINDOW_MS, intervalMs);
  while (isOpen) {
    const stride = left === undefined || isUrgent(left) ? 1 : pace.stride(stepMs);
    if (stride === undefined) break;
    stepMs = nextStepMs({ tickMs: tick.tickMs, doneMs: stepMs, intervalMs, stride }, watching);
    if (stepMs === undefined) break;
    const waitMs = Math.max(0, stepMs - ports.clock.nowMs());
    if (!(await sleep(waitMs, signal)) || signal.aborted) break;
    // A machine that slept in between wakes up later: that watch step is past, and perhaps the window too.
    if (ports.clock.nowMs() - stepMs >= intervalMs) continue;
    try {
      const report = await watchStep(watching.bot, ports, invocationOf(watching), {
        stepMs,
        left,
        held,
        parameters,
      });
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

interface StepDone {
  readonly tickMs: number;
  readonly doneMs: number;
  readonly intervalMs: number;
  /** The next is so many intervals later. */
  readonly stride: number;
}

/** The next watch step after `doneMs` that is not past; `undefined` when the window has no room for another. */
function nextStepMs(
  { tickMs, doneMs, intervalMs, stride }: StepDone,
  { ports, deadlineMs }: Watch,
): number | undefined {
  const nowMs = ports.clock.nowMs();
  const missed = Math.ceil((nowMs - tickMs) / intervalMs);
  const stepMs = tickMs + Math.max(missed, Math.round((doneMs - tickMs) / intervalMs) + stride) * intervalMs;
  const isInWindow = stepMs <= tickMs + WINDOW_MS && stepMs + STEP_TIME_MS <= deadlineMs;
  // A clock that was set back is not waited for.
  return isInWindow && stepMs - nowMs <= (stride + 1) * intervalMs ? stepMs : undefined;
}

/** How often the exchange's limit on requests allows a watch step: what was used between the last two says it. */
class Pace {
  private readonly watching: Watch;
  private readonly endMs: number;
  private readonly intervalMs: number;
  private weightBefore: number | undefined;

  constructor(watching: Watch, endMs: number, intervalMs: number) {
    this.watching = watching;
    this.endMs = endMs;
    this.intervalMs = intervalMs;
  }

  /** Every how many-th step after the one at `doneMs` may be made; `undefined` when none may. */
  stride(doneMs: number): number | undefined {
    const weightLeft = this.watching.ports.requests?.left();
    const weightOfStep =
      this.weightBefore === undefined || weightLeft === undefined
        ? undefined
        : this.weightBefore - weightLeft;
    this.weightBefore = weightLeft;
    const steps = Math.floor((this.endMs - doneMs) / this.intervalMs);
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
function hasOpenPosition({ ledger, orders }: BotState): boolean {
  return ledger.positions.length > 0 || orders.some(({ status }) => status === 'unknown');
}
