/**
 * `lambda/core/control/`: what the operator decides about a bot: paper or live, its parameters, a halt and its end,
 * a new epoch.
 *
 * Does the bot trade on paper or with real money, and why does that differ from its parameters?
 *
 * Invariants:
 * - Real money needs two consents: `mode` in the parameters, and `allowLive` of the deployment. One is not enough.
 * - The item says which mode is traded now.
 * - A change of mode needs a flat bot, and begins a new epoch.
 * - An epoch is of the exchange or of its demo, from its first row to its last. A flat bot on paper changes between the two
 *   by a new epoch; any other is refused, so that nobody changes from play money to real money without paper in between.
 */
import type { BotParameters } from '../../config.ts';
import { liveNotAllowedAlert } from '../alerts/alert-texts.ts';
import { currencyChangedAlert, modeChangedAlert, placeChangedAlert } from '../alerts/epoch-alerts.ts';
import { modeOf, raiseAlert, tradedAs, type BotState, type Mode } from '../bot-state.ts';
import { beginEpoch, isFlat, type Beginning } from './epoch.ts';
import { EMPTY_ACCOUNT } from '../paper/paper-account.ts';
import type { ParameterDecision } from './parameter-changes.ts';
import { ledgerCurrency, type SettlementCurrency } from '../settlement.ts';
import { usd, type Usd } from '../units.ts';

/** Why the bot is on paper though one of the two consents is there; `undefined` when both are, or none. */
export function whyPaper(
  state: BotState,
  { mode }: BotParameters,
  isLiveAllowed: boolean,
): string | undefined {
  if (modeOf(state) === 'live') return undefined;
  if (mode === 'live') {
    if (!isLiveAllowed) return 'mode is live, and the deployment does not allow it';
    return isFlat(state)
      ? 'mode is live, and preflight has not let it through'
      : 'mode is live, and begins when nothing is open';
  }
  if (!isLiveAllowed) return undefined;
  return `the deployment allows ${state.ledger.isDemo ? 'demo trading' : 'live'}, and mode is paper`;
}

/** Whether the parameters that were just accepted changed the mode to live. */
export function turnsLive(decision: ParameterDecision): boolean {
  if (decision.kind !== 'accepted') return false;
  return decision.changes.some(({ name, to }) => name === 'mode' && to === 'live');
}

/** Alerts the operator that the deployment does not allow real money. */
export function noteNotAllowed(state: BotState, tickMs: number): BotState {
  return raiseAlert(state, { atMs: tickMs, ...liveNotAllowedAlert() });
}

export interface NewMode extends Beginning {
  readonly to: Mode;
  /** In the settlement currency of the bot's symbols. */
  readonly balanceUsd: Usd;
  /** What the bot's symbols settle in. @default - as the epoch before */
  readonly currency?: SettlementCurrency;
}

/** The flat bot in another mode: a new epoch, and an alert. */
export function changeMode(state: BotState, { to, ...epoch }: NewMode): BotState {
  const { balanceUsd, atMs } = epoch;
  const account = to === 'live' ? undefined : EMPTY_ACCOUNT;
  const begun = beginEpoch(state, { ...epoch, account });
  const words = modeChangedAlert(tradedAs(state), tradedAs(begun), {
    balanceUsd,
    currency: ledgerCurrency(begun.ledger),
    todayUsd: begun.ledger.realisedTodayUsd,
  });
  return raiseAlert(begun, { atMs, ...words });
}

/** Whether the item is of the exchange and the deployment of its demo, or the other way round. */
export function isElsewhere({ ledger }: BotState, isDemo: boolean): boolean {
  return (ledger.isDemo === true) !== isDemo;
}

/** Why the bot does not follow a deployment to the other place; `undefined` where it may, or need not. */
export function whyNotThere(state: BotState, isDemo: boolean): string | undefined {
  if (!isElsewhere(state, isDemo)) return undefined;
  const mode = modeOf(state);
  if (mode === 'paper' && isFlat(state)) return undefined;
  const [here, there] = isDemo
    ? ['the exchange', 'its demo']
    : ["the exchange's demo", 'the exchange itself'];
  const has = mode === 'live' ? 'trades at' : 'has open paper positions at the prices of';
  const back = isDemo ? 'take demo out of infra/stages.ts again' : 'set demo: true in infra/stages.ts again';
  return `bot ${state.botId} ${has} ${here}, and this deployment is of ${there}: ${back}, deploy, close everything, set mode=paper, and change it then`;
}

export interface NewPlace extends Beginning {
  readonly isDemo: boolean;
  readonly balanceUsd: Usd;
  /** What the bot's symbols settle in. @default - as the epoch before */
  readonly currency?: SettlementCurrency;
}

/** The flat bot on paper at the other place, or in another settlement currency: a new epoch, and an alert of each. */
export function changePlace(state: BotState, place: NewPlace): BotState {
  const { isDemo, balanceUsd, atMs } = place;
  const begun = beginEpoch(state, { ...place, account: EMPTY_ACCOUNT });
  const [from, to] = [ledgerCurrency(state.ledger), ledgerCurrency(begun.ledger)];
  const words = [
    ...(isElsewhere(state, isDemo) ? [placeChangedAlert(isDemo, balanceUsd)] : []),
    ...(from === to ? [] : [currencyChangedAlert(from, { balanceUsd, currency: to })]),
  ];
  return words.reduce((told, alert) => raiseAlert(told, { atMs, ...alert }), begun);
}

/** The balance of a paper epoch after a live one. */
export function paperBalance({ startingBalanceUsd }: BotParameters): Usd {
  return usd(startingBalanceUsd);
}
