/**
 * `lambda/core/preflight/`: whether an account may be traded with real money, and what to do first.
 *
 * May this bot trade this account with real money, and if not, what has to be done first?
 *
 * Invariants:
 * - Pure: it judges facts that were read before.
 * - A fact that could not be read does not pass.
 * - A line states the finding. One that has not passed also names the remedy.
 * - Where the exchange cannot be reached, or rejects the key, nothing else is judged.
 */
import type { BotParameters } from '../../config.ts';
import type {
  AccountFacts,
  AccountModes,
  KeyRights,
  Known,
  MarketFacts,
  PreflightFacts,
} from './preflight-facts.ts';
import { failed, passed, unread, type PreflightLine } from './preflight-check.ts';
import { marketLines } from './market-checks.ts';
import { minuteWeight, shortestWatchSeconds, type RequestWeights } from '../request-weight.ts';
import { currencyOf, type SettlementCurrency } from '../settlement.ts';
import { SECOND_MS, toDollars, usd, type Usd } from '../units.ts';

export interface PreflightReport {
  readonly hasPassed: boolean;
  readonly lines: readonly PreflightLine[];
  /** The balance that a live epoch begins with; `undefined` when it could not be read. */
  readonly walletUsd: Usd | undefined;
}

export interface PreflightTerms {
  readonly parameters: BotParameters;
  /** Of an account at the exchange's demo, whose key reaches no money. */
  readonly isDemo?: boolean;
  /** The operator's statement about a key whose rights the exchange does not state. */
  readonly acknowledgement?: string;
  /** Absent where the exchange's limit on requests is not known. */
  readonly requests?: RequestPlan;
}

/** The weight that this bot may ask for in a minute, and its markets. */
export interface RequestPlan {
  readonly weights: RequestWeights;
  readonly weightMax: number;
  readonly markets: number;
}

export function preflightOf(facts: PreflightFacts, terms: PreflightTerms): PreflightReport {
  const lines = linesOf(facts, terms);
  const wallet = facts.kind === 'read' ? facts.account.walletUsd : undefined;
  const walletUsd = wallet !== undefined && 'value' in wallet ? wallet.value : undefined;
  return { hasPassed: lines.every((line) => line.hasPassed), lines, walletUsd };
}

/** The lines that have not passed, one text each. */
export function failuresOf({ lines }: PreflightReport): readonly string[] {
  return lines
    .filter((line) => !line.hasPassed)
    .map(({ check, symbol, found }) => `${check}${symbol === undefined ? '' : ` ${symbol}`}: ${found}`);
}

function linesOf(facts: PreflightFacts, terms: PreflightTerms): readonly PreflightLine[] {
  if (facts.kind === 'not-reached') return [reachedLine(facts)];
  const first = [passed('reachable', 'it answers from here'), clockLine(facts.differenceMs)];
  if (facts.kind === 'key-refused') {
    return [
      ...first,
      failed('key', `rejected: ${facts.failure}`, 'Store the right key and secret: {secrets set}.'),
    ];
  }
  const { account, rights, modes, agreement, markets } = facts;
  const currency = currencyOf(markets.map(({ market }) => market.symbol));
  return [
    ...first,
    passed('key', 'it is valid'),
    ...rightsLines(rights, modes, terms),
    ...(agreement === undefined ? [] : [agreementLine(agreement, markets)]),
    modeLine(modes, currency),
    emptyLine(account),
    balanceLine(account, terms.parameters, currency),
    ...(terms.requests === undefined ? [] : [requestsLine(terms.requests, terms.parameters)]),
    ...markets.flatMap((market) => marketLines(market, terms.parameters)),
  ];
}

function reachedLine({ isRegion, failure }: Extract<PreflightFacts, { readonly kind: 'not-reached' }>) {
  const todo = isRegion
    ? 'Run the bot in a region that the exchange serves, such as AWS in Tokyo: trying again from here does not help.'
    : 'Check the network, and whether the exchange is up. Then run preflight again.';
  return failed('reachable', failure, todo);
}

function clockLine(differenceMs: number): PreflightLine {
  if (differenceMs === 0) return passed('clock', 'within a second of the exchange');
  const seconds = (Math.abs(differenceMs) / SECOND_MS).toFixed(1);
  return failed(
    'clock',
    `this machine is ${seconds} s ${differenceMs > 0 ? 'behind' : 'ahead of'} the exchange`,
    'Set the clock by a time server: timedatectl set-ntp true.',
  );
}

/** No exchange states it: that a test order was not refused for it is all that can be known without an order. */
function agreementLine(agreement: Known<boolean>, markets: readonly MarketFacts[]): PreflightLine {
  const symbols = markets.filter(({ market }) => market.needsAgreement).map(({ market }) => market.symbol);
  const which = `the agreement for ${symbols.join(', ')}`;
  if ('failure' in agreement) return unread('agreement', `whether ${which} is signed`, agreement.failure);
  if (agreement.value) return passed('agreement', `the exchange takes a test order: ${which} is signed`);
  return failed(
    'agreement',
    `${which} is not signed: the exchange rejects every order there`,
    "Read it at the exchange, then sign it there or with {agreement sign}. Or take the symbol out of the bot's.",
  );
}

function rightsLines(
  rights: Known<KeyRights> | 'not-told',
  modes: Known<AccountModes>,
  { acknowledgement, isDemo = false }: PreflightTerms,
): readonly PreflightLine[] {
  if (isDemo) {
    const trade =
      'failure' in modes
        ? unread('trade', 'the modes of the account', modes.failure)
        : tradeLine(modes.value.canTrade);
    return [trade, passed('withdraw', 'demo trading: it reaches no money')];
  }
  if (rights === 'not-told') {
    if (acknowledgement !== undefined) return [passed('withdraw', `acknowledged: ${acknowledgement}`)];
    return [
      failed(
        'withdraw',
        'the exchange does not tell the rights of the key',
        'Check the key at the exchange: it may trade, may not withdraw, and is bound to an address. Then state that with --acknowledge.',
      ),
    ];
  }
  if ('failure' in rights) return [unread('withdraw', 'the rights of the key', rights.failure)];
  const { canTrade, canWithdraw, isAddressRestricted } = rights.value;
  const may = canTrade && (!('value' in modes) || modes.value.canTrade);
  return [
    tradeLine(may),
    canWithdraw
      ? failed('withdraw', 'it may withdraw', 'Remove the right to withdraw from the key.')
      : passed('withdraw', 'it cannot withdraw'),
    isAddressRestricted
      ? passed('address', 'it works from listed addresses only')
      : failed(
          'address',
          'it works from any address',
          'Bind the key to the address of the bot: the output EgressAddress of its stack, with staticEgress.',
        ),
  ];
}

function tradeLine(may: boolean): PreflightLine {
  if (may) return passed('trade', 'it may trade futures');
  return failed(
    'trade',
    'it may not trade futures',
    'Give the key the right to trade futures, and no other.',
  );
}

function modeLine(modes: Known<AccountModes>, currency: SettlementCurrency): PreflightLine {
  if ('failure' in modes) return unread('one-way', 'the modes of the account', modes.failure);
  const { isHedged, isMultiAsset } = modes.value;
  if (isHedged) {
    const todo = 'Set the position mode to one-way at the exchange, with nothing open.';
    return failed('one-way', 'the account is in hedge mode', todo);
  }
  if (isMultiAsset) {
    const todo = 'Set the asset mode to single-asset at the exchange.';
    return failed('one-way', 'the account is in multi-assets mode', todo);
  }
  return passed('one-way', `one position for each market, margin in ${currency}`);
}

function emptyLine({ positions, orderSymbols }: AccountFacts): PreflightLine {
  const held = positions.map(({ side, quantity, symbol }) => `a ${side} of ${quantity} in ${symbol}`);
  const orders = orderSymbols.map((symbol) => `an order in ${symbol}`);
  const found = [...held, ...orders];
  if (found.length === 0) return passed('empty', 'no position and no order is open');
  const todo = 'Close positions and cancel orders at the exchange: the account belongs to one bot alone.';
  return failed('empty', found.join('; '), todo);
}

/** The settlement currency has a wallet of its own: what the account holds in another one pays for nothing here. */
function balanceLine(
  { walletUsd }: AccountFacts,
  { collateralUsd }: BotParameters,
  currency: SettlementCurrency,
): PreflightLine {
  const todo = `Move ${currency} to the futures wallet, or lower collateralUsd.`;
  if ('failure' in walletUsd) {
    const found = `the account states no wallet in ${currency}, in which these markets settle: ${walletUsd.failure}`;
    return failed('balance', found, todo);
  }
  const held = toDollars(walletUsd.value).toFixed(2);
  const found = `the wallet holds ${held} ${currency}, a position takes ${collateralUsd}`;
  return walletUsd.value >= usd(collateralUsd) ? passed('balance', found) : failed('balance', found, todo);
}

function requestsLine(
  { weights, weightMax, markets }: RequestPlan,
  { watchIntervalSeconds, maxPositions }: BotParameters,
): PreflightLine {
  const terms = { markets, isLive: true, watchIntervalSeconds, maxPositions };
  const { tick, watch, other, total } = minuteWeight(terms, weights);
  const found = `up to ${total} of weight a minute (tick ${tick}, watch ${watch}, other ${other}); this bot may use ${weightMax} of the address's ${weights.addressMax}`;
  if (total <= weightMax) return passed('requests', found);
  const seconds = shortestWatchSeconds(terms, weights, weightMax);
  return failed(
    'requests',
    found,
    seconds === undefined
      ? 'Trade fewer symbols, or lower maxPositions.'
      : `Set watchIntervalSeconds to at least ${seconds}, or to 0.`,
  );
}
