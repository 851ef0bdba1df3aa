/**
 * Signals of the same candles, that sets which differ in other parameters share.
 *
 * Invariant: what is given is what `signalColumn` would compute.
 */
import type { BotParameters } from '../config.ts';
import { firstFrom, type SymbolCandles } from '../core/market.ts';
import { thresholdsOf } from '../core/strategy/micro-scalper.ts';
import { signalColumn } from './signal-column.ts';
import type { Span } from './span.ts';

type Signals = ReadonlyMap<string, Int8Array>;

/** A year of one symbol is half a megabyte: few are kept, since a search tries most sets that share one after another. */
const KEPT = 4;

/** Of one market: `symbols` are the same candles whenever it is asked. */
export class SignalCache {
  readonly #kept = new Map<string, Signals>();

  /** What is entered when a candle of the span opens, by symbol. */
  signalsOf(symbols: readonly SymbolCandles[], parameters: BotParameters, span: Span): Signals {
    const key = `${span.fromMs} ${span.toMs} ${signalKey(parameters)}`;
    const known = this.#kept.get(key);
    const signals = known ?? signalsIn(symbols, parameters, span);
    // The one that was asked for last is the last to go.
    this.#kept.delete(key);
    this.#kept.set(key, signals);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return signals;
  }
}

/** The same for sets whose signals are the same. */
export function signalKey(parameters: BotParameters): string {
  return JSON.stringify(thresholdsOf(parameters));
}

function signalsIn(symbols: readonly SymbolCandles[], parameters: BotParameters, span: Span): Signals {
  return new Map(
    symbols.map((traded) => {
      const { symbol, candles } = traded;
      const at = (timeMs: number) => firstFrom(candles.openTimeMs, candles.length, timeMs);
      return [symbol, signalColumn(traded, parameters, { from: at(span.fromMs), to: at(span.toMs) })];
    }),
  );
}
