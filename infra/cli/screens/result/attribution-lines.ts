/**
 * Where the money of a run went, and how much of its costs it could have borne.
 */
import { attributionOf, type Attribution } from '../../../../lambda/backtest/result/attribution.ts';
import { negate, toDollars, type Usd } from '../../../../lambda/core/units.ts';
import type { RunOutcome } from '../../../local/run-outcome.ts';
import { columns } from '../../terminal/columns.ts';
import { dollars, money, tone } from '../../terminal/text-format.ts';

/** `undefined` where the costs were changed while it ran: no trade says by which it was filled. */
export function attributionOfRun({
  trades,
  parameters,
  hasChangedCosts,
}: RunOutcome): Attribution | undefined {
  return hasChangedCosts === true ? undefined : attributionOf(trades, parameters);
}

/** From the moves of the prices to the net, cost by cost; nothing without a trade. */
export function attributionLines(run: RunOutcome): readonly string[] {
  const count = run.trades.length;
  if (count === 0) return [];
  const attribution = attributionOfRun(run);
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
