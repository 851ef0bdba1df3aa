/**
 * The watch window: while positions are open the function stays, and judges their exits between two ticks.
 *
 * Steps are scheduled at whole intervals after the minute, up to 50 s into it, and never so late that the platform ends
 * the function during one. Invariants: where nothing is open there is no timer, no read and no waiting; each step is an
 * execution of its own and commits for itself; a step that fails is told, and followed by the next; whoever finds that
 * another execution has committed in between leaves the watch to it.
 */
import { watchStep } from './agent.ts';
import type { Ports } from './ports.ts';
import type { BotState } from './core/bot-state.ts';
import { SECOND_MS } from './core/units.ts';
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';

/** Waits; `false` when it was cut short, which ends the watch. */
export type Sleep = (durationMs: number, signal: AbortSignal) => Promise<boolean>;

/** The next tick is near: what is done after this is done by it. */
const WINDOW_MS = 50 * SECOND_MS;

/** What a step may take with its orders, and what the function needs to end. */
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

/** Watches on after a tick. @returns the first failure of a step, which has been told already. */
export async function watch(tick: TickReport, watching: Watch): Promise<unknown> {
  const { sleep, signal, onStep, onFailure, ports } = watching;
  const { parameters } = tick;
  const intervalMs = parameters.watchIntervalSeconds * SECOND_MS;
  if (intervalMs === 0) return undefined;
  let failure: unknown;
  let left: BotState | undefined = tick.status === 'committed' ? tick.state : undefined;
  let isOpen = left !== undefined && hasOpenPosition(left);
  let stepMs: number | undefined = tick.tickMs;
  while (isOpen) {
    stepMs = nextStepMs(tick.tickMs, stepMs, intervalMs, watching);
    if (stepMs === undefined) break;
    const waitMs = Math.max(0, stepMs - ports.clock.nowMs());
    if (!(await sleep(waitMs, signal)) || signal.aborted) break;
    // A machine that slept in between wakes up later: that step is past, and perhaps the window too.
    if (ports.clock.nowMs() - stepMs >= intervalMs) continue;
    try {
      const report = await watchStep(watching.bot, ports, invocationOf(watching), {
        stepMs,
        left,
        parameters,
      });
      onStep(report);
      if (report.status === 'lost-race') break;
      left = report.state;
      isOpen = hasOpenPosition(left);
    } catch (error) {
      // What was given up has been told by whoever gave it up.
      if (signal.aborted) break;
      onFailure(error);
      failure ??= error;
      left = undefined;
    }
  }
  return failure;
}

/** The next step after `doneMs` that is not past; `undefined` when the window has no room for another. */
function nextStepMs(
  tickMs: number,
  doneMs: number,
  intervalMs: number,
  { ports, deadlineMs }: Watch,
): number | undefined {
  const nowMs = ports.clock.nowMs();
  const missed = Math.ceil((nowMs - tickMs) / intervalMs);
  const stepMs = tickMs + Math.max(missed, Math.round((doneMs - tickMs) / intervalMs) + 1) * intervalMs;
  const isInWindow = stepMs <= tickMs + WINDOW_MS && stepMs + STEP_TIME_MS <= deadlineMs;
  // A clock that was set back is not waited for.
  return isInWindow && stepMs - nowMs <= 2 * intervalMs ? stepMs : undefined;
}

function invocationOf({ newInvocationId, deadlineMs, signal }: Watch) {
  return { id: newInvocationId(), deadlineMs, signal };
}

/** Also while an order is in doubt: what came of it is known as soon as the venue cannot accept it any more. */
function hasOpenPosition({ ledger, orders }: BotState): boolean {
  return ledger.positions.length > 0 || orders.some(({ status }) => status === 'unknown');
}
