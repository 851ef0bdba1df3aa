/**
 * Reads a file of trading sessions: an answer of Binance's `tradingSchedule`, or a list.
 */
import { z } from 'zod';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { hoursOfSchedule } from '../../../lambda/adapters/market/terms/trading-schedule.ts';
import type { Session, TradingSessions } from '../../../lambda/core/market.ts';
import { utcMinute } from '../../../lambda/core/units.ts';
import { readText } from '../../files/bounded-text.ts';
import { fileFailureWords } from '../../files/system-error.ts';
import { readWrittenJson } from '../../files/written-file.ts';
import { InputError } from '../../input-error.ts';
import { SAVED_SESSIONS_MAX, knownSchema, missingSpans } from './saved-schedule.ts';
import { SAVED_BYTES_MAX } from './sessions-output.ts';

/** A list has one market, and no name for it. */
const LISTED = 'a market';
const FORMS =
  'an answer of tradingSchedule, or a list such as [{"startTime": "2026-01-04T23:00Z", "endTime": …}]';

const scheduleSchema = z.looseObject({
  marketSchedules: z.record(z.string(), z.unknown()),
  /** Which of them a symbol follows. */
  follows: z.record(botSymbol, z.string()).optional(),
  /** Of weeks that were gathered: what lies between is not known. */
  known: z.record(z.string(), knownSchema).optional(),
});

/** Times in ms or as a date; without a type it is open. */
const time = z.union([z.number(), z.iso.datetime({ offset: true }).transform(Date.parse)]);
const listSchema = z.array(
  z.looseObject({ startTime: time, endTime: time, type: z.string().default('REGULAR') }),
);

export interface SessionFile {
  readonly file: string;
  /** The market of the answer, where the file does not say it. */
  readonly market?: string | undefined;
}

/** A symbol, and from when to when it is traded; no time where it has no candle then. */
interface TradedTime {
  readonly symbol: string;
  readonly span: Session | undefined;
}

/** The sessions of a symbol in the time in which it is traded. @throws InputError which says what would be right. */
export async function readSessions(
  { file, market }: SessionFile,
  { symbol, span }: TradedTime,
): Promise<TradingSessions> {
  const text = await readText(file, SAVED_BYTES_MAX).catch((error: unknown) => {
    throw new InputError(`--sessions: cannot read ${file}: ${fileFailureWords(error)}`, { cause: error });
  });
  const written = readWrittenJson(text, `--sessions: ${file}`);
  const list = listSchema.safeParse(written);
  if (list.success) return hours({ marketSchedules: { [LISTED]: { sessions: list.data } } }, LISTED, file);
  const schedule = scheduleSchema.safeParse(written);
  if (!schedule.success) throw new InputError(`--sessions: ${file} ${wrongWords(schedule.error)}`);
  const name = market ?? onlyMarket(schedule.data, symbol, file);
  const stated = hours(written, name, file);
  const { known = {} } = schedule.data;
  if (span === undefined || !Object.hasOwn(known, name)) return stated;
  const parts = known[name] ?? [];
  const missing = missingSpans(parts).find((each) => overlap(each, span));
  if (missing !== undefined) {
    throw new InputError(
      `--sessions: ${file} does not know the hours of ${name} from ${spanText(missing)}, and ${symbol} is traded from ${spanText(span)}: choose a part with --from and --to`,
    );
  }
  const part = parts.find((each) => overlap(each, span));
  return part === undefined ? stated : within(stated, part);
}

function wrongWords({ issues }: z.ZodError): string {
  const place = issues[0]?.path ?? [];
  const isSchedule = place.length > 1 || place[0] === 'known' || place[0] === 'follows';
  if (!isSchedule) return `holds no sessions: it must be ${FORMS}`;
  return `is no schedule: ${place.map(String).join('.')}: ${issues[0]?.message}`;
}

function overlap(one: Session, other: Session): boolean {
  return one.startMs < other.endMs && other.startMs < one.endMs;
}

function spanText({ startMs, endMs }: Session): string {
  return `${utcMinute(startMs)} to ${utcMinute(endMs)}`;
}

/** What is outside is not known. */
function within({ sessions }: TradingSessions, part: Session): TradingSessions {
  return {
    sessions: sessions.filter((session) => overlap(session, part)),
    knownFromMs: part.startMs,
    knownUntilMs: part.endMs,
  };
}

function onlyMarket(
  { marketSchedules, follows = {} }: z.output<typeof scheduleSchema>,
  symbol: string,
  file: string,
): string {
  const said = Object.hasOwn(follows, symbol) ? follows[symbol] : undefined;
  const names = Object.keys(marketSchedules);
  const [first, ...others] = names;
  if (said !== undefined) return said;
  if (first !== undefined && others.length === 0) return first;
  const which = first === undefined ? 'none' : names.join(', ');
  throw new InputError(
    `--sessions: ${file} holds the sessions of ${which}, and does not say which are those of ${symbol}: write ${symbol}=${file}#${first ?? 'COMMODITY'}`,
  );
}

function hours(answer: unknown, name: string, file: string): TradingSessions {
  try {
    return hoursOfSchedule(answer, name, SAVED_SESSIONS_MAX);
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    throw new InputError(`--sessions: ${file} is ${error.message}`, { cause: error });
  }
}
