/**
 * What was saved of trading hours, in lines.
 */
import { commandLine, shellWord } from '../../../../lambda/adapters/command-line.ts';
import { OPEN_TYPE } from '../../../../lambda/adapters/market/terms/trading-schedule.ts';
import { utcMinute } from '../../../../lambda/core/units.ts';
import type { Session } from '../../../../lambda/core/market.ts';
import {
  missingSpans,
  type SavedMarket,
  type SavedSchedule,
} from '../../../market/sessions/saved-schedule.ts';
import { counted } from '../../terminal/text-format.ts';

export interface SavedSessions {
  readonly file: string;
  readonly exchange: string;
  /** All that the file holds. */
  readonly schedule: SavedSchedule;
  /** Named symbols that are always open. */
  readonly withoutHours: readonly string[];
  /** By name of a market, why its hours could not be read. */
  readonly problems: ReadonlyMap<string, string>;
  /** Symbols whose hours were read now. */
  readonly read: readonly string[];
  readonly isWritten: boolean;
  /** With what the file held before. */
  readonly isMerged: boolean;
}

/** More are counted. */
const NAMED_MAX = 6;

export function sessionsScreen(saved: SavedSessions): readonly string[] {
  const { file, schedule, withoutHours, problems, isWritten, isMerged } = saved;
  return [
    ...[...schedule.markets].flatMap(([name, market]) => marketLines(name, market, schedule)),
    ...[...problems].map(([name, why]) => `${name}: not read: ${why}`),
    ...(withoutHours.length > 0
      ? [`${withoutHours.join(', ')}: no closed hours at ${saved.exchange}, and no sessions to save`]
      : []),
    ...(isWritten
      ? [`Saved: ${file}${isMerged ? ', with what it held before' : ''}`, ...nextLines(saved)]
      : ['Nothing was saved.']),
  ];
}

function marketLines(name: string, { known, sessions }: SavedMarket, { follows }: SavedSchedule) {
  const followers = [...follows].filter(([, followed]) => followed === name).map(([symbol]) => symbol);
  const whose =
    followers.length > NAMED_MAX ? counted(followers.length, 'symbol') : followers.join(', ') || 'no symbol';
  const open = counted(sessions.filter(({ type }) => type === OPEN_TYPE).length, 'session');
  const lines = [
    ...known.map((span) => ({ span, word: 'known  ' })),
    ...missingSpans(known).map((span) => ({ span, word: 'missing' })),
  ].toSorted((left, right) => left.span.startMs - right.span.startMs);
  return [`${name} (${whose}): ${open}`, ...lines.map(({ word, span }) => `  ${word}  ${spanText(span)}`)];
}

function spanText({ startMs, endMs }: Session): string {
  return `${utcMinute(startMs)} to ${utcMinute(endMs)}`;
}

/** Of what was read now, the first that ends is the first that is needed again. */
function nextLines({ file, read, schedule: { follows, markets } }: SavedSessions): readonly string[] {
  const ends = read.map((symbol) => markets.get(follows.get(symbol) ?? '')?.known.at(-1)?.endMs ?? Infinity);
  const use = read.slice(0, 1).map((symbol) => shellWord(`${symbol}=${file}`));
  return [
    `Save again before ${utcMinute(Math.min(...ends))}, so that no week is missing.`,
    ...use.map((words) => `Trade with them: ${commandLine(`backtest candles --sessions ${words}`)}`),
  ];
}
