/**
 * The watch window: while positions are open, the function stays and judges their exits between two ticks.
 *
 * - Watch steps are scheduled at whole intervals after the minute, up to 50 s into it.
 * - None begins so late that the platform would end the function during it.
 * - Without an open position there is no timer, no read and no waiting.
 * - Each watch step is an invocation of its own, with its own commits.
 * - A watch step that fails is reported, and the next one follows.
 * - A conflict ends the watch: another invocation has committed in between, and watches now.
 */
import { watchStep, type FailedTick } from './agent.ts';
import type { Ports } from './ports.ts';
import type { BotState } from './core/bot-state.ts';
import { SECOND_MS } from './core/units.ts';
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';

/** Waits; `false` when it was cut short, which ends the watch. */
export type Sleep = (durationMs: number, signal: AbortSignal) => Promise<boolean>;

/** After this the next tick is near, and does the rest. */
const WINDOW_MS = 50 * SECOND_MS;

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
  let isOpen = tick.status !== 'lost-race' && hasOpenPosition(tick.state);
  let stepMs: number | undefined = tick.tickMs;
  while (isOpen) {
    stepMs = nextStepMs(tick.tickMs, stepMs, intervalMs, watching);
    if (stepMs === undefined) break;
    const waitMs = Math.max(0, stepMs - ports.clock.nowMs());
    if (!(await sleep(waitMs, signal)) || signal.aborted) break;
    // A machine that slept in between wakes up later: that watch step is past, and perhaps the window too.
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
      // The handler that gave it up reports that itself.
      if (signal.aborted) break;
      onFailure(error);
      failure ??= error;
      left = undefined;
    }
  }
  return failure;
}

/** The next watch step after `doneMs` that is not past; `undefined` when the window has no room for another. */
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

/** Also while an order is unknown: its outcome is known as soon as the venue cannot accept it any more. */
function hasOpenPosition({ ledger, orders }: BotState): boolean {
  return ledger.positions.length > 0 || orders.some(({ status }) => status === 'unknown');
}
