/**
 * The doctor's line about the second of the minute: when is the bot woken, how late does it decide, and what can be done?
 *
 * Invariant: what the ticks do not say is unknown, and no check fails for it.
 */
import { z } from 'zod';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { ALIGN_SECONDS } from '../../stages.ts';
import { failed, passed, type DoctorLine } from './doctor-report.ts';

const MS_PER_SECOND = 1_000;
const MS_PER_MINUTE = 60_000;
const SECONDS_PER_MINUTE = 60;

/** The best second to be woken at: two for a cold start, and one in hand. */
export const SECOND = 57;

/** A decision within it needs no remedy. */
export const ON_TIME_SECONDS = 1.5;

/** A tick later than that enters nothing, whatever the parameters. */
const SIGNAL_AGE_MAX_SECONDS = 59;

/** No event waits so long for its function: it is given up before. */
const LAG_MAX_SECONDS = 3_600;

const lagSeconds = z.number().min(-LAG_MAX_SECONDS).max(LAG_MAX_SECONDS);

const tickSchema = z.object({
  message: z.literal('tick'),
  eventTime: z.iso.datetime(),
  eventLagSeconds: lagSeconds,
  decisionLagSeconds: lagSeconds.optional(),
});

/**
 * @param lines of the log of the last half hour
 * @param alignSeconds how long a function may wait for its turn
 */
export function secondLine(
  lines: readonly string[],
  botId: string,
  alignSeconds = ALIGN_SECONDS,
): DoctorLine {
  const ticks = lines.flatMap((line) => tickSchema.safeParse(parseJson(line)).data ?? []);
  if (ticks.length === 0)
    return passed('second', 'no tick says yet at which second of the minute it was woken');
  const woken = ticks.map(({ eventTime, eventLagSeconds }) => {
    const wokenMs = Date.parse(eventTime) + eventLagSeconds * MS_PER_SECOND;
    return (wokenMs % MS_PER_MINUTE) / MS_PER_SECOND;
  });
  const lags = ticks.flatMap(({ decisionLagSeconds: lag }) => (lag === undefined ? [] : [lag]));
  const at = `woken at ${circularMedian(woken).toFixed(1)} s of the minute`;
  if (lags.length === 0) return passed('second', `${at}; no tick has decided on a candle`);
  const lag = median(lags);
  const found = `${at}, and decides ${lag.toFixed(1)} s after the close (${ticks.length} ticks)`;
  const remedy = remedyOf(botId, alignSeconds);
  if (lag > SIGNAL_AGE_MAX_SECONDS) return failed('second', `${found}: too late for any signal`, remedy);
  return passed('second', lag <= ON_TIME_SECONDS ? found : `${found}; to decide at the close: ${remedy}`);
}

/** A bot that does not wait for the turn would decide later at :57 than at any other second. */
function remedyOf(botId: string, alignSeconds: number): string {
  const always = 'alignToMinute: 60 in infra/stages.ts';
  if (lateAt(SECOND, alignSeconds) > 0) return always;
  return `${commandLine(`schedule --at ${SECOND}`, botId)}, or ${always}`;
}

/** How long after the close a function decides that is woken at this second; 0 where it waits for its turn. */
export function lateAt(second: number, alignSeconds: number): number {
  return SECONDS_PER_MINUTE - second <= alignSeconds ? 0 : second;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** Of seconds of a minute, which lie on a circle: 59.9 and 0.1 are near each other. */
function circularMedian(seconds: readonly number[]): number {
  const [first = 0] = seconds;
  const around = seconds.map((second) => ((second - first + 90) % 60) - 30);
  // To the tenth that is shown.
  return (Math.round((first + median(around) + 60) * 10) / 10) % 60;
}
