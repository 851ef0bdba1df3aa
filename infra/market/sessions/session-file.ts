/**
 * Reads a file of trading sessions: an answer of Binance's `tradingSchedule`, or a list.
 */
import { z } from 'zod';
import { botSymbol } from '../../../lambda/adapters/symbol-names.ts';
import { VenueError } from '../../../lambda/adapters/market/venue-error.ts';
import { hoursOfSchedule } from '../../../lambda/adapters/market/terms/trading-schedule.ts';
import type { TradingSessions } from '../../../lambda/core/market.ts';
import { readText } from '../../files/bounded-text.ts';
import { fileFailureWords } from '../../files/system-error.ts';
import { readWrittenJson } from '../../files/written-file.ts';
import { InputError } from '../../input-error.ts';

/** A list has one market, and no name for it. */
const LISTED = 'a market';
const FORMS =
  'an answer of tradingSchedule, or a list such as [{"startTime": "2026-01-04T23:00Z", "endTime": …}]';

const scheduleSchema = z.looseObject({
  marketSchedules: z.record(z.string(), z.unknown()),
  /** Which of them a symbol follows. */
  follows: z.record(botSymbol, z.string()).optional(),
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

/** The sessions of a symbol. @throws InputError which says what would be right. */
export async function readSessions({ file, market }: SessionFile, symbol: string): Promise<TradingSessions> {
  const text = await readText(file).catch((error: unknown) => {
    throw new InputError(`--sessions: cannot read ${file}: ${fileFailureWords(error)}`, { cause: error });
  });
  const written = readWrittenJson(text, `--sessions: ${file}`);
  const list = listSchema.safeParse(written);
  if (list.success) return hours({ marketSchedules: { [LISTED]: { sessions: list.data } } }, LISTED, file);
  const schedule = scheduleSchema.safeParse(written);
  if (!schedule.success) throw new InputError(`--sessions: ${file} holds no sessions: it must be ${FORMS}`);
  return hours(written, market ?? onlyMarket(schedule.data, symbol, file), file);
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
    return hoursOfSchedule(answer, name);
  } catch (error) {
    if (!(error instanceof VenueError)) throw error;
    throw new InputError(`--sessions: ${file} is ${error.message}`, { cause: error });
  }
}
