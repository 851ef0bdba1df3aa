/**
 * Which parameters bind each other?
 *
 * Invariant: a rule is checked only when every parameter it names is valid by itself, so that one mistake is reported
 * once.
 */
import { DEFAULT_MAINTENANCE_MARGIN_PCT, type Market } from './core/market.ts';

/** All open positions of it can be summed exactly. */
const NOTIONAL_USD_MAX = 10_000_000;

/** The parameters that a rule may name; each is valid by itself when a rule is judged. */
interface BoundParameters {
  readonly profitTargetUsd: number;
  readonly profitCapUsd: number;
  readonly quickExitSeconds: number;
  readonly maxHoldSeconds: number;
  readonly initialStopPct: number;
  readonly recoveryStopPct: number;
  readonly leverage: number;
  readonly collateralUsd: number;
  readonly maxOpenCollateralUsd: number;
}

export interface CrossFieldRule {
  /** The parameter that a violation names. */
  readonly key: keyof BoundParameters;
  readonly against: readonly (keyof BoundParameters)[];
  readonly words: string;
  /** The bound in words when it is broken, `undefined` when it holds. */
  readonly broken: (parameters: BoundParameters, markets: readonly Market[]) => string | undefined;
}

/** Rules that bind several parameters. */
export const CROSS_FIELD_RULES: readonly CrossFieldRule[] = [
  {
    key: 'profitTargetUsd',
    against: ['profitCapUsd'],
    words: 'at most profitCapUsd',
    broken: (p) => (p.profitTargetUsd <= p.profitCapUsd ? undefined : `profitCapUsd is ${p.profitCapUsd}`),
  },
  {
    key: 'maxHoldSeconds',
    against: ['quickExitSeconds'],
    words: 'at least quickExitSeconds',
    broken: (p) =>
      p.maxHoldSeconds >= p.quickExitSeconds ? undefined : `quickExitSeconds is ${p.quickExitSeconds}`,
  },
  {
    key: 'initialStopPct',
    against: ['recoveryStopPct'],
    words: 'below recoveryStopPct',
    broken: (p) =>
      p.initialStopPct < p.recoveryStopPct ? undefined : `recoveryStopPct is ${p.recoveryStopPct}`,
  },
  {
    key: 'recoveryStopPct',
    against: ['leverage'],
    words: 'at most half of the distance to liquidation, 100 / leverage − maintenance margin %',
    broken: (p, markets) => {
      const most = mostRecoveryStopPct(p.leverage, markets);
      return p.recoveryStopPct <= most ? undefined : `at ${p.leverage}× that is ${Number(most.toFixed(6))}`;
    },
  },
  {
    key: 'collateralUsd',
    against: ['leverage'],
    words: 'at most 10 million / leverage: amounts are counted exactly',
    broken: ({ collateralUsd, leverage }) =>
      collateralUsd * leverage <= NOTIONAL_USD_MAX
        ? undefined
        : `at ${leverage}× that is ${NOTIONAL_USD_MAX / leverage}`,
  },
  {
    key: 'maxOpenCollateralUsd',
    against: ['collateralUsd'],
    words: 'at least collateralUsd',
    broken: (p) =>
      p.maxOpenCollateralUsd >= p.collateralUsd ? undefined : `collateralUsd is ${p.collateralUsd}`,
  },
];

function mostRecoveryStopPct(leverage: number, markets: readonly Market[]): number {
  const stated = markets.map((market) => market.maintenanceMarginPct ?? DEFAULT_MAINTENANCE_MARGIN_PCT);
  const marginPct = stated.length === 0 ? DEFAULT_MAINTENANCE_MARGIN_PCT : Math.max(...stated);
  return (100 / leverage - marginPct) / 2;
}
