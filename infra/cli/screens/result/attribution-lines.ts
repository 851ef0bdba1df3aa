/**
 * Where the money of a run went, and how much of its costs it could have borne.
 */
import type { Attribution } from '../../../../lambda/backtest/result/attribution.ts';
import { negate, toDollars, type Usd } from '../../../../lambda/core/units.ts';
import type { ShownResult } from '../../reports/result/shown-result.ts';
import { columns } from '../../terminal/columns.ts';
import { dollars, money, tone } from '../../terminal/text-format.ts';

/** From the moves of the prices to the net, cost by cost; nothing without a trade. */
export function attributionLines({
  run,
  attribution,
}: Pick<ShownResult, 'run' | 'attribution'>): readonly string[] {
  const count = run.trades.length;
  if (count === 0) return [];
  if (attribution === undefined)
    return ['', '  where the money went    unknown: fees or slippage were changed during the run'];
  const { edgeUsd, slippageUsd, makerFeesUsd, takerFeesUsd, fundingUsd, beyondCollateralUsd, netUsd } =
    attribution;
  const rowOf = (label: string, amount: Usd) => [label, money(amount), dollars(toDollars(amount) / count)];
  const rows = [
    ['where the money went', 'USD', 'a trade'],
    rowOf('price moves, before any cost', edgeUsd),
    ...(beyondCollateralUsd === 0 ? [] : [rowOf('losses beyond the collateral', beyondCollateralUsd)]),
    rowOf('slippage', negate(slippageUsd)),
    rowOf('taker fees', negate(takerFeesUsd)),
    rowOf('maker fees', negate(makerFeesUsd)),
    rowOf('funding', negate(fundingUsd)),
    rowOf('net', netUsd),
  ];
  const [header = '', ...lines] = columns(['left', 'right', 'right'], rows);
  return ['', tone('quiet', `  ${header}`), ...lines.map((line) => `  ${line}`), breakEvenLine(attribution)];
}

/** At which multiple of its costs the run would have ended at zero. */
function breakEvenLine({ breakEvenCosts, edgeUsd, beyondCollateralUsd }: Attribution): string {
  if (breakEvenCosts !== undefined)
    return `  It would have ended at zero with costs ${times(breakEvenCosts)} times as high.`;
  const isEarned = edgeUsd + beyondCollateralUsd > 0;
  return isEarned
    ? '  It paid no costs, so that no multiple of them makes it end at zero.'
    : '  No cut in costs makes it end at zero: it earned nothing before any cost.';
}

function times(multiple: number): string {
  return multiple < 10 ? multiple.toFixed(2) : multiple.toFixed(0);
}
