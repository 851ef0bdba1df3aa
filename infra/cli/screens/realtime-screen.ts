/**
 * One minute of a real-time run, in as few lines as it takes.
 */
import type { MarketProblem } from '../../../lambda/adapters/market/venue-error.ts';
import { WatchError } from '../../../lambda/minute-run.ts';
import type { EntryVerdict, TickReport } from '../../../lambda/tick-report.ts';
import type { RealtimeTick } from '../../local/realtime-run.ts';
import { minute, money, tone } from '../terminal/text-format.ts';
import { entryWords, eventWords } from './tick-screen.ts';
import { wordsOf } from '../../caught-words.ts';

export function realtimeTickScreen({
  minuteMs,
  missedMinutes,
  outcome,
  warnings,
}: RealtimeTick): readonly string[] {
  const time = tone('quiet', `${minute(minuteMs)} UTC`);
  const missed = missedMinutes === 0 ? [] : [missedWords(missedMinutes)];
  const warned = warningLines(warnings);
  if (outcome.kind === 'failed') {
    const { error } = outcome;
    const why = wordsOf(error);
    const what = error instanceof WatchError ? why : `the tick failed: ${why}`;
    return [...missed, `${time}  ${tone('bad', what)}`, ...warned];
  }
  const { report } = outcome;
  const events = report.rows.map(({ event }) => `  ${eventWords(event)}`);
  return [...missed, `${time}  ${tickWords(report)}`, ...events, ...warned];
}

/** The rows of a watch step; no line where it has none. */
export function stepLines({ tickMs, rows }: TickReport): readonly string[] {
  if (rows.length === 0) return [];
  const time = tone('quiet', `${new Date(tickMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`);
  return [`${time}  watched`, ...rows.map(({ event }) => `  ${eventWords(event)}`)];
}

function missedWords(minutes: number): string {
  const words = minutes === 1 ? '1 minute had no tick' : `${minutes} minutes had no tick`;
  return tone('loud', `${words}: resting orders meet their candles now`);
}

function tickWords({ status, state, verdicts, noEntry }: TickReport): string {
  if (status === 'lost-race') return 'another invocation was first: nothing was done';
  const { ledger } = state;
  const symbols =
    verdicts.length === 0 ? [`no entry: ${noEntry ?? 'nothing to trade'}`] : verdicts.map(verdictWords);
  const open = ledger.positions.map(({ side, symbol }) => `${side} ${symbol}`).join(', ');
  return `${symbols.join(' · ')}  open ${open === '' ? 'none' : open}  balance ${money(ledger.balanceUsd)}`;
}

function verdictWords(verdict: EntryVerdict): string {
  if (verdict.kind === 'denied') return `${verdict.symbol} ${verdict.side} denied ${verdict.code}`;
  if (verdict.kind === 'held') return `${verdict.symbol} ${verdict.reason}`;
  const words = `${verdict.symbol} ${verdict.side} ${entryWords(verdict)}`;
  return verdict.kind === 'entered' ? tone('loud', words) : words;
}

/** One line for each warning, with the symbols that share it. */
export function warningLines(warnings: readonly MarketProblem[]): readonly string[] {
  const symbolsByText = new Map<string, Set<string>>();
  for (const { symbol, text } of warnings) {
    symbolsByText.set(text, (symbolsByText.get(text) ?? new Set<string>()).add(symbol));
  }
  return [...symbolsByText].map(([text, symbols]) => tone('bad', `  ${[...symbols].join(' ')}: ${text}`));
}
