/**
 * The candles in which nobody knows which of two orders came first, all in one place: how many, what is counted, and
 * what another order would have made.
 */
import type { OtherRules } from '../../../../lambda/backtest/result/ambiguous-bars.ts';
import { minus, plus, type Usd } from '../../../../lambda/core/units.ts';
import { columns } from '../../terminal/columns.ts';
import { count, money, tone } from '../../terminal/text-format.ts';
import { labelled } from './figure-lines.ts';

interface AmbiguousShown {
  readonly bars: number;
  /** With the stop first in all of them. */
  readonly netUsd: Usd;
  /** With the target first, by a second account; `undefined` where there was none. */
  readonly targetFirstUsd: Usd | undefined;
  /** About what other rules would have made, by the one run. */
  readonly other: OtherRules | undefined;
}

export function ambiguousLines({ bars, netUsd, targetFirstUsd, other }: AmbiguousShown): readonly string[] {
  if (bars === 0) return [labelled('ambiguous candles', '0')];
  const known = targetFirstUsd === undefined ? undefined : minus(targetFirstUsd, netUsd);
  const rows = [
    ...(known === undefined ? [] : [rowOf('the target first, exactly', known, netUsd)]),
    ...(other === undefined ? [] : otherRows(other, netUsd, known !== undefined)),
  ];
  const offer = known === undefined ? '; --both-ways trades them the other way, too' : '';
  const first = labelled(
    'ambiguous candles',
    `${count(bars)}: stop and take-profit in one candle, counted as stopped${offer}`,
  );
  if (rows.length === 0) return [first];
  const [header = '', ...lines] = columns(
    ['left', 'right', 'right'],
    [['by another rule', 'difference', 'net USD'], ...rows],
  );
  return [first, tone('quiet', `    ${header}`), ...lines.map((line) => `    ${line}`)];
}

function otherRows(
  { targetFirstUsd, candleColourUsd, openHighLowCloseUsd }: OtherRules,
  netUsd: Usd,
  isTargetKnown: boolean,
): readonly (readonly string[])[] {
  return [
    ...(isTargetKnown ? [] : [rowOf('the target first, about', targetFirstUsd, netUsd)]),
    rowOf('by the colour of the candle, as jesse, about', candleColourUsd, netUsd),
    rowOf('open, high, low, close, as nautilus_trader, about', openHighLowCloseUsd, netUsd),
  ];
}

function rowOf(rule: string, moreUsd: Usd, netUsd: Usd): readonly string[] {
  return [rule, `${moreUsd < 0 ? '' : '+'}${money(moreUsd)}`, money(plus(netUsd, moreUsd))];
}
