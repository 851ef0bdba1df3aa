/**
 * `lambda/core/preflight/`: whether an account may be traded with real money, and what to do first.
 *
 * May this bot trade this account with real money, and if not, what has to be done first?
 *
 * Pure: judges what was read. Invariants: what could not be read has not passed; each line says what was found, and one
 * that has not passed says what to do; where the exchange cannot be reached or refuses the key, nothing else is judged.
 */
import type { BotParameters } from '../../config.ts';
import type { AccountFacts, AccountModes, KeyRights, Known, PreflightFacts } from './preflight-facts.ts';
import { failed, passed, unread, type PreflightLine } from './preflight-check.ts';
import { marketLines } from './market-checks.ts';
import { SECOND_MS, toDollars, usd, type Usd } from '../units.ts';

export interface PreflightReport {
  readonly hasPassed: boolean;
  readonly lines: readonly PreflightLine[];
  /** What a live epoch begins with; `undefined` when it could not be read. */
  readonly walletUsd: Usd | undefined;
}

export interface PreflightTerms {
  readonly parameters: BotParameters;
  /** What its owner wrote about a key of which the exchange cannot say what it may do. */
  readonly acknowledgement?: string;
}

export function preflightOf(facts: PreflightFacts, terms: PreflightTerms): PreflightReport {
  const lines = linesOf(facts, terms);
  const walletUsd = facts.kind === 'read' ? facts.account.walletUsd : undefined;
  return { hasPassed: lines.every((line) => line.hasPassed), lines, walletUsd };
}

/** What has not passed, in words. */
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
      failed(
        'key',
        `refused: ${facts.failure}`,
        'Store the right key and secret: {secrets set}.',
      ),
    ];
  }
  const { account, rights, modes, markets } = facts;
  return [
    ...first,
    passed('key', 'it is valid'),
    ...rightsLines(rights, modes, terms.acknowledgement),
    modeLine(modes),
    emptyLine(account),
    balanceLine(account, terms.parameters),
    ...markets.flatMap((market) => marketLines(market, terms.parameters)),
  ];
}

function reachedLine({ isRegion, failure }: Extract<PreflightFacts, { readonly kind: 'not-reached' }>) {
  const todo = isRegion
    ? 'Run it where the exchange is served, such as AWS in Tokyo: trying again from here does not help.'
    : 'See that the network is there and the exchange is up, and look again.';
  return failed('reachable', failure, todo);
}

function clockLine(differenceMs: number): PreflightLine {
  if (differenceMs === 0) return passed('clock', 'within a second of the exchange');
  const seconds = (Math.abs(differenceMs) / SECOND_MS).toFixed(1);
  return failed(
    'clock',
    `this machine is ${seconds} s ${differenceMs > 0 ? 'behind' : 'ahead of'} the exchange`,
    'Set its clock by a time server.',
  );
}

function rightsLines(
  rights: Known<KeyRights> | 'not-told',
  modes: Known<AccountModes>,
  acknowledgement: string | undefined,
): readonly PreflightLine[] {
  if (rights === 'not-told') {
    if (acknowledgement !== undefined) return [passed('withdraw', `acknowledged: ${acknowledgement}`)];
    return [
      failed(
        'withdraw',
        'the exchange does not say what the key may do',
        'Look at the key there: it may trade, may not withdraw, and is bound to an address. Then say so with --acknowledge.',
      ),
    ];
  }
  if ('failure' in rights) return [unread('withdraw', 'what the key may do', rights.failure)];
  const { canTrade, canWithdraw, isAddressRestricted } = rights.value;
  const may = canTrade && (!('value' in modes) || modes.value.canTrade);
  return [
    may
      ? passed('trade', 'it may trade futures')
      : failed('trade', 'it may not trade futures', 'Give the key the right to trade futures, and no other.'),
    canWithdraw
      ? failed('withdraw', 'it may withdraw', 'Take the right to withdraw from the key.')
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

function modeLine(modes: Known<AccountModes>): PreflightLine {
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
  return passed('one-way', 'one position for each market, margin in USDT');
}

function emptyLine({ positions, orderSymbols }: AccountFacts): PreflightLine {
  const held = positions.map(({ side, quantity, symbol }) => `a ${side} of ${quantity} in ${symbol}`);
  const orders = orderSymbols.map((symbol) => `an order in ${symbol}`);
  const found = [...held, ...orders];
  if (found.length === 0) return passed('empty', 'no position and no order is open');
  const todo = 'Close and cancel it at the exchange: the account is for one bot alone.';
  return failed('empty', found.join('; '), todo);
}

function balanceLine({ walletUsd }: AccountFacts, { collateralUsd }: BotParameters): PreflightLine {
  const found = `the wallet holds ${toDollars(walletUsd).toFixed(2)} USDT, a position takes ${collateralUsd}`;
  if (walletUsd >= usd(collateralUsd)) return passed('balance', found);
  return failed('balance', found, 'Move USDT to the futures wallet, or lower collateralUsd.');
}
