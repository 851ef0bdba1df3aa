/**
 * The scheduled entry: turns EventBridge's event into the bot's work of one minute.
 *
 * - The minute comes from the clock; the event only proposes it.
 * - Anything but a scheduled event is rejected before anything is read.
 * - A failure is logged and rethrown, so that the platform sees it.
 */
import type { Context } from 'aws-lambda';
import { z } from 'zod';
import type { TickReport } from './tick-report.ts';
import { errorLine } from './adapters/aws/telemetry.ts';
import { WatchError, runMinute, type RunOptions } from './minute-run.ts';
import { FAIL_EARLY_MS } from './core/strategy/watch-steps.ts';

/** Everything that a handler needs; made once per cold start. */
export interface HandlerOptions extends RunOptions {
  /** Whether a tick that takes too long is ended: `endingEarly`, or `unlimited`. */
  readonly ending: Ending;
}

/** The work of one invocation. */
export type Work = (event: unknown, context: Context, signal: AbortSignal) => Promise<TickReport>;
/** Runs it, and ends it where it has to. */
export type Ending = (work: Work) => BotHandler;

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

export type BotHandler = (event: unknown, context: Context) => Promise<TickReport>;

/** Where no platform ends a tick, and time may be simulated. */
export const unlimited: Ending = (work) => {
  const { signal } = new AbortController();
  return async (event, context) => work(event, context, signal);
};

export function createHandler(options: HandlerOptions): BotHandler {
  const { bot, ports, log } = options;
  const logged = new WeakSet<Error>();
  const logOnce = (error: Error) => {
    if (!logged.has(error)) log?.(errorLine(bot, error));
    logged.add(error);
  };
  const handler = options.ending(async (event, context, signal) => {
    const proposed = proposedMs(event);
    const startedMs = ports.clock.nowMs();
    const deadlineMs = startedMs + context.getRemainingTimeInMillis();
    const run = { proposedMs: proposed, startedMs, deadlineMs, reserveMs: FAIL_EARLY_MS, signal };
    return runMinute(options, { ...run, onFailure: logOnce });
  });
  return async (event, context) => {
    try {
      return await handler(event, context);
    } catch (error) {
      if (error instanceof Error && !(error instanceof WatchError)) logOnce(error);
      throw error;
    }
  };
}
