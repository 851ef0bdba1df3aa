/**
 * The scheduled entry: turns EventBridge's event into one tick of the bot.
 *
 * - The minute comes from the clock; the event only proposes it.
 * - Anything but a scheduled event is rejected before anything is read.
 * - A failure is logged and rethrown, so that the platform sees it.
 */
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import type { Bot } from './invocation.ts';
import type { TickReport } from './tick-report.ts';
import { runTick, type FailedTick } from './agent.ts';
import type { Ports } from './ports.ts';
import { errorLine, stepLine, tickLine } from './adapters/aws/telemetry.ts';
import { watch, type Sleep } from './watch.ts';

/** Everything that a handler needs; made once per cold start. */
export interface HandlerOptions {
  readonly bot: Bot;
  readonly ports: Ports;
  /** Writes one structured line; absent where nobody reads them, and then none is made. */
  readonly log?: (line: string) => void;
  /** An id that no other invocation has, not even one of the same event. */
  readonly newInvocationId: () => string;
  /** Time is simulated, so that no platform ends a tick that takes long. */
  readonly isUnlimited?: true;
  /** Absent where a minute has one price: then positions are not watched between two ticks. */
  readonly sleep?: Sleep;
  /** Gets the report of each tick and watch step as soon as it is done. */
  readonly onTick?: (report: TickReport) => void;
  /** Warnings of the market since the last call, in sentences. */
  readonly takeWarnings?: () => readonly string[];
}

const scheduledEventSchema = z.looseObject({
  id: z.string(),
  source: z.literal('aws.events'),
  'detail-type': z.literal('Scheduled Event'),
  time: z.iso.datetime({ offset: true }),
});

export type ScheduledEvent = z.output<typeof scheduledEventSchema>;

/** The event of a schedule in this process: of EventBridge's it has the only thing that a tick asks of it. */
export class ProposedMinute {
  readonly timeMs: number;

  constructor(timeMs: number) {
    this.timeMs = timeMs;
  }
}

/** The event is not the schedule's; nothing was read or done. */
export class EventError extends Error {
  override readonly name = 'EventError';
}

/** @throws EventError that names every wrong field. */
export function parseScheduledEvent(event: unknown): ScheduledEvent {
  const parsed = scheduledEventSchema.safeParse(event);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'event'}: ${message}`);
  throw new EventError(`not a scheduled event of EventBridge: ${wrong.join('; ')}`);
}

function proposedMs(event: unknown): number {
  return event instanceof ProposedMinute ? event.timeMs : Date.parse(parseScheduledEvent(event).time);
}

/** A watch step failed; the tick before it and the watch steps after it did their work. */
export class WatchError extends Error {
  override readonly name = 'WatchError';

  constructor(cause: unknown) {
    super(`a watch step failed: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The platform kills a function at its deadline; this much earlier it fails by itself, and says so. */
const FAIL_EARLY_MS = 1_000;

export type BotHandler = (event: unknown, context: Context) => Promise<TickReport>;

export function createHandler(options: HandlerOptions): BotHandler {
  const { bot, ports, log, newInvocationId, onTick = () => {}, takeWarnings = () => [] } = options;
  const logged = new WeakSet<Error>();
  const logOnce = (error: Error) => {
    if (!logged.has(error)) log?.(errorLine(bot, error));
    logged.add(error);
  };
  const handler = middy<unknown, TickReport>({
    timeoutEarlyInMillis: options.isUnlimited ? 0 : FAIL_EARLY_MS,
    timeoutEarlyResponse: () => {
      throw new Error(`the tick took too long, and was given up ${FAIL_EARLY_MS} ms before its deadline`);
    },
  })
    .onError(({ error }) => {
      // A value returned here would become the answer, and the failure would be lost.
      if (error instanceof Error && !(error instanceof WatchError)) logOnce(error);
    })
    .handler(async (event, context, { signal }) => {
      const proposed = proposedMs(event);
      const startedMs = ports.clock.nowMs();
      const deadlineMs = startedMs + context.getRemainingTimeInMillis();
      const invocation = { id: newInvocationId(), deadlineMs, signal };
      let failed: FailedTick | undefined;
      const report = await runTick(bot, ports, invocation, (tick) => {
        failed = tick;
      }).catch(async (error: unknown) => {
        // What is open is watched all the same: a store that fails keeps no position from its stop.
        if (failed === undefined || signal.aborted || !(error instanceof Error)) throw error;
        logOnce(error);
        await watchOn(options, failed, deadlineMs, signal).catch(() => undefined);
        throw error;
      });
      const warnings = takeWarnings();
      const times = { startedMs, endedMs: ports.clock.nowMs(), proposedMs: proposed };
      log?.(tickLine(bot, report, times, warnings));
      onTick(report);
      await watchOn(options, report, deadlineMs, signal);
      return report;
    });
  return (event, context) => handler(event, context);
}

/** Watches after the tick, which is done and logged. @throws WatchError the first failure, which is logged already. */
async function watchOn(
  { bot, ports, log, newInvocationId, sleep, onTick = () => {} }: HandlerOptions,
  tick: TickReport | FailedTick,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  if (sleep === undefined) return;
  const failure = await watch(tick, {
    bot,
    ports,
    sleep,
    newInvocationId,
    deadlineMs: deadlineMs - FAIL_EARLY_MS,
    signal,
    onStep: (report) => {
      log?.(stepLine(bot, report, ports.clock.nowMs()));
      onTick(report);
    },
    onFailure: (error) => log?.(errorLine(bot, error)),
  });
  if (failure !== undefined) throw new WatchError(failure);
}
