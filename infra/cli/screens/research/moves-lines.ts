/**
 * What a minute moves in each symbol beside the cost of a round trip, as lines.
 */
import type { BotParameters } from '../../../../lambda/config.ts';
import type { SymbolEconomics } from '../../reports/economics/symbol-economics.ts';
import { wrapped } from '../../terminal/columns.ts';
import { tone } from '../../terminal/text-format.ts';

/** Room for a symbol such as BTCUSDT, between two blanks and two. */
const INDENT_LEAST = 11;

/** @param label of the market, for people. @param width of the screen, in columns. */
export function movesLines(
  label: string,
  symbols: readonly SymbolEconomics[],
  { fundingPct }: BotParameters,
  width: number,
): readonly string[] {
  const indent = Math.max(INDENT_LEAST, ...symbols.map(({ symbol }) => symbol.length + 4));
  const labelled = (name: string, text: string) =>
    wrapped(text, width - indent).map((line, i) => `${(i === 0 ? `  ${name}` : '').padEnd(indent)}${line}`);
  const unknown = symbols.filter(({ fundingIntervalHours }) => fundingIntervalHours === null);
  const ofThese =
    unknown.length < symbols.length ? `of ${unknown.map(({ symbol }) => symbol).join(', ')} ` : '';
  return [
    tone('loud', 'What a minute moves, beside what a round trip costs'),
    ...symbols.flatMap((each) => labelled(each.symbol, `${movesWords(each)}${fundingWords(each)}`)),
    ...labelled('moves', `from the lowest to the highest price, medians: ${label}`),
    ...(unknown.length === 0
      ? []
      : labelled('funding', `${ofThese}unknown here: ${fundingPct} % every 8 h is assumed`)),
  ];
}

function movesWords({ minuteMoveBps, heldMoveBps, heldMinutes, roundTripBps }: SymbolEconomics): string {
  const cost = `a round trip costs ${roundTripBps.toFixed(1)}`;
  if (minuteMoveBps === null) return `has no candle here: its moves are unknown; ${cost} bps`;
  const held =
    heldMoveBps === null || heldMinutes === 1 ? '' : ` and ${heldMoveBps.toFixed(1)} in ${heldMinutes}`;
  return `moves ${minuteMoveBps.toFixed(1)} bps in a minute${held}, ${cost}`;
}

function fundingWords({ fundingIntervalHours, fundingCapPct, fundingFloorPct }: SymbolEconomics): string {
  if (fundingIntervalHours === null) return '';
  const bounds = `between ${boundWords(fundingFloorPct)} and ${boundWords(fundingCapPct)} %`;
  const isUnbounded = fundingFloorPct === null && fundingCapPct === null;
  return `; funding every ${fundingIntervalHours} h, ${isUnbounded ? 'bounds unknown' : bounds}`;
}

function boundWords(pct: number | null): string {
  return pct === null ? 'unknown' : String(pct);
}
