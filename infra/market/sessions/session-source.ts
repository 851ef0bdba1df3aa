/**
 * `infra/market/sessions/`: when recorded markets were open: from a file, or from the gaps of their own candles.
 *
 * The sessions that a run was asked to know, and what they leave of its candles.
 *
 * Invariant: a market whose sessions nobody asked for has none, but the synthetic one, which knows its own.
 */
import { isClosed, openCandles, phaseAt } from '../../../lambda/core/trading-sessions.ts';
import {
  firstFrom,
  type Candles,
  type Session,
  type SymbolCandles,
  type TradingSessions,
} from '../../../lambda/core/market.ts';
import type { Span } from '../../../lambda/backtest/span.ts';
import type { RecordedTrades } from '../../../lambda/core/paper/recorded-trades.ts';
import { MINUTE_MS, utcMinute } from '../../../lambda/core/units.ts';
import { InputError } from '../../input-error.ts';
import type { SymbolTrades, TradeColumns } from '../trade-replay.ts';
import { readSessions, type SessionFile } from './session-file.ts';
import type { SessionNote } from './session-note.ts';
import { sessionsOfGaps } from './session-gaps.ts';

/** Of one symbol, or of all that no other choice names. */
export interface SessionChoice {
  readonly symbol?: string;
  readonly source: 'off' | 'gaps' | SessionFile;
}

/** `gaps`, `off`, `XAUUSDT=gaps`, `XAUUSDT=week.json#COMMODITY` */
export function sessionChoice(written: string): SessionChoice {
  const [, symbol, from = written] = /^([^=/\\.#]+)=(.+)$/.exec(written.trim()) ?? [];
  const of = symbol === undefined ? {} : { symbol };
  if (from === 'off' || from === 'gaps') return { ...of, source: from };
  const [, file = from, market] = /^(.+)#([^#]+)$/.exec(from) ?? [];
  return { ...of, source: { file, market } };
}

/** The choices, and the part that is traded. */
interface ChosenSessions extends Span {
  readonly choices: readonly SessionChoice[];
}

interface SessionMarket {
  readonly symbols: readonly SymbolCandles[];
  readonly detail?: readonly SymbolTrades[];
}

interface WithSessions extends Pick<SessionMarket, 'symbols' | 'detail'> {
  readonly sessionNotes?: readonly SessionNote[];
}

/** @throws InputError for a symbol that the market does not have, and a schedule that does not reach as far as its candles. */
export async function withChosenSessions(
  market: SessionMarket,
  { choices, fromMs, toMs }: ChosenSessions,
): Promise<WithSessions> {
  const names = market.symbols.map(({ symbol }) => symbol);
  const stranger = choices.find(({ symbol }) => symbol !== undefined && !names.includes(symbol));
  if (stranger !== undefined) {
    throw new InputError(
      `--sessions: no candles of ${stranger.symbol}; there are those of ${names.join(', ')}`,
    );
  }
  const notes: SessionNote[] = [];
  const symbols: SymbolCandles[] = [];
  for (const traded of market.symbols) {
    const choice =
      choices.findLast(({ symbol }) => symbol === traded.symbol) ??
      choices.findLast(({ symbol }) => symbol === undefined);
    const chosen = await chosenOf({ traded, choice, names, fromMs, toMs });
    symbols.push(chosen.traded);
    const { sessions, candles } = chosen.traded;
    if (sessions === undefined) continue;
    if (chosen.source !== 'gaps') requireReach(chosen.traded, { fromMs, toMs }, chosen.source);
    notes.push({
      symbol: traded.symbol,
      source: chosen.source,
      sessions: sessions.sessions.filter(({ startMs, endMs }) => startMs < toMs && endMs > fromMs).length,
      closedCandles: traded.candles.length - candles.length,
    });
  }
  const detail = market.detail?.map((each) => {
    const sessions = symbols.find(({ symbol }) => symbol === each.symbol)?.sessions;
    return sessions === undefined ? each : { ...each, ...openTrades(each, sessions) };
  });
  return { symbols, ...(detail && { detail }), ...(notes.length > 0 && { sessionNotes: notes }) };
}

/** A symbol with its sessions, and where they come from. */
interface Chosen {
  readonly traded: SymbolCandles;
  readonly source: string;
}

interface Choosing extends Span {
  readonly traded: SymbolCandles;
  readonly choice: SessionChoice | undefined;
  readonly names: readonly string[];
}

async function chosenOf({ traded, choice, names, ...span }: Choosing): Promise<Chosen> {
  if (choice === undefined) return { traded, source: 'synthetic' };
  const { symbol, candles } = traded;
  if (choice.source === 'off') return { traded: { symbol, candles }, source: 'off' };
  if (choice.source === 'gaps') {
    const sessions = sessionsOfGaps(candles);
    return { traded: { symbol, candles, ...(sessions && { sessions }) }, source: 'gaps' };
  }
  const { file } = choice.source;
  if (choice.symbol === undefined && names.length > 1) {
    throw new InputError(`--sessions ${file}: say of which symbol it is, such as ${symbol}=${file}`);
  }
  const sessions = await readSessions(choice.source, { symbol, span: tradedSpan(candles, span) });
  return { traded: { symbol, candles: openCandles(candles, sessions), sessions }, source: file };
}

/** From the first minute that is traded to the end of the last one; `undefined` where there is none. */
function tradedSpan({ openTimeMs, length }: Candles, { fromMs, toMs }: Span): Session | undefined {
  const [first, end] = [firstFrom(openTimeMs, length, fromMs), firstFrom(openTimeMs, length, toMs)];
  const [startMs, lastMs] = [openTimeMs[first], openTimeMs[end - 1]];
  if (startMs === undefined || lastMs === undefined || first >= end) return undefined;
  return { startMs, endMs: lastMs + MINUTE_MS };
}

/** A schedule says nothing of the time before and after it: no minute of it would be traded. */
function requireReach(
  { symbol, candles, sessions }: SymbolCandles,
  { fromMs, toMs }: Span,
  source: string,
): void {
  const span = tradedSpan(candles, { fromMs, toMs });
  if (sessions === undefined || span === undefined) return;
  const ends = [span.startMs, span.endMs - MINUTE_MS];
  if (ends.every((timeMs) => phaseAt(sessions, timeMs) !== 'unknown')) return;
  const known = `${utcMinute(sessions.knownFromMs)} to ${utcMinute(sessions.knownUntilMs)}`;
  const traded = `${utcMinute(fromMs)} to ${utcMinute(toMs)}`;
  throw new InputError(
    `--sessions: ${source} knows ${known}, and ${symbol} is traded from ${traded}: choose a part with --from and --to, or a schedule that reaches further`,
  );
}

/** The trades and quotes of open minutes. */
function openTrades({ trades, touches }: SymbolTrades, sessions: TradingSessions) {
  const openRows = ({ timeMs, length }: Pick<TradeColumns, 'timeMs' | 'length'>) =>
    Array.from({ length }, (_, k) => k).filter((k) => !isClosed(sessions, timeMs[k]!));
  const [kept, keptTouches] = [openRows(trades), touches && openRows(touches)];
  const rowsOf = (column: Float64Array, rows: readonly number[]) =>
    Float64Array.from(rows, (k) => column[k]!);
  const opened: Pick<SymbolTrades, keyof RecordedTrades> = {
    trades: {
      length: kept.length,
      timeMs: rowsOf(trades.timeMs, kept),
      price: rowsOf(trades.price, kept),
      quantity: rowsOf(trades.quantity, kept),
    },
    touches: touches &&
      keptTouches && {
        length: keptTouches.length,
        timeMs: rowsOf(touches.timeMs, keptTouches),
        bid: rowsOf(touches.bid, keptTouches),
        ask: rowsOf(touches.ask, keptTouches),
      },
  };
  return opened;
}
