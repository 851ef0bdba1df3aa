/**
 * The doctor's lines of a bot's log in AWS: does one schedule run it, what has failed, which code wrote it?
 */
import { z } from 'zod';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { failuresIn } from '../../platform-failures.ts';
import { aws } from './doctor-remedies.ts';
import { failed, passed, type DoctorLine } from './doctor-report.ts';

/** A scheduled event comes twice now and then; this often in half an hour, it is a second schedule. */
const SECOND_TICKS_MAX = 3;

/** Two events of one schedule are a minute apart, and either may come early or late by a few seconds. */
const MINUTE_MS = 60_000;
const JITTER_MAX_MS = 6_000;

const tickSchema = z.object({
  message: z.literal('tick'),
  lostRaces: z.number().optional(),
  noEntry: z.string().optional(),
  release: z.string().optional(),
  tick: z.iso.datetime().optional(),
  eventTime: z.iso.datetime().optional(),
});

type TickInLog = z.output<typeof tickSchema>;

function ticksIn(lines: readonly string[]) {
  return lines.flatMap((line) => tickSchema.safeParse(parseJson(line)).data ?? []);
}

function isSecond({ lostRaces = 0, noEntry }: TickInLog): boolean {
  return lostRaces > 0 || noEntry === 'repeated-tick';
}

/** Both are of one minute, by the events of two: one waited for the turn at which the other one was woken. */
function isNextEvent(tick: TickInLog, other: TickInLog): boolean {
  if (tick.eventTime === undefined || other.eventTime === undefined || tick.tick !== other.tick) return false;
  const apartMs = Math.abs(Date.parse(tick.eventTime) - Date.parse(other.eventTime));
  return Math.abs(apartMs - MINUTE_MS) <= JITTER_MAX_MS;
}

/** @param lines of the last half hour */
export function scheduleLine(lines: readonly string[], region: string): DoctorLine {
  const ticks = ticksIn(lines);
  const second = ticks.filter((tick) => isSecond(tick) && !ticks.some((other) => isNextEvent(tick, other)));
  const found = `${second.length} of ${ticks.length} ticks of the last half hour found another one in their minute`;
  if (second.length <= SECOND_TICKS_MAX) return passed('schedule', found);
  return failed(
    'schedule',
    `${found}: two schedules run this bot`,
    `leave one: look for a second deployment or rule in EventBridge: ${aws(region, 'events list-rules', '')}`,
  );
}

/** The code of the last tick; `undefined` where no tick says it. */
export function releaseInLog(lines: readonly string[]): string | undefined {
  return ticksIn(lines).at(-1)?.release;
}

/** @param lines of the last half hour */
export function failuresLine(lines: readonly string[], botId: string): DoctorLine {
  const failures = failuresIn(lines);
  const last = failures.at(-1);
  if (last === undefined) return passed('failures', 'none in the log of the last half hour');
  return failed(
    'failures',
    `${failures.length} ${failures.length === 1 ? 'line' : 'lines'} in the log of the last half hour, the last: ${last}`,
    `${commandLine('tail', botId)}, then infra/README.md, "Errors"`,
  );
}
