/**
 * Is an entry what the strategy asks for: its side, its size, its two protective prices?
 *
 * - Its side is the market's own move over the candles that had closed by its tick, and its tick has begun.
 * - Its terms are the parameters in force, and it is no larger than they say.
 * - Its stop and take-profit lie where its terms say, from the price that was planned or paid.
 * - The exchange has the leverage of those terms when it accepts it, unless the owner has set another one since the bot did:
 *   the bot looks at it when a function starts cold, and at each change of the parameter.
 */
import type { LoggedRequest } from '../../venue/request-faults.ts';
import type { Happening } from '../swarm/happening.ts';
import type { MarketPath } from '../world/market-path.ts';
import type { Commit } from './commit-rules.ts';
import { MINUTE_MS, type Looking } from './findings.ts';
import type { RecordedOrder, RecordedPosition, RecordedState } from './recorded-items.ts';
import { inForce } from './usual-parameters.ts';

/** Slippage, and a step of the price, in percent. */
const STEPS_PCT = 0.03;
const ROUNDING_PCT = 1e-9;
/** What the bot does not correct its clock by: less than that may be the way of the answer. */
const CLOCK_SMALL_MS = 1_000;
const SET_LEVERAGE = '/fapi/v1/leverage';

export interface EntryTerms extends Looking {
  readonly paths: ReadonlyMap<string, Pick<MarketPath, 'bar'>>;
  readonly leverages: ReadonlyMap<string, number>;
  /** To the venue; they grow. */
  readonly requests: readonly LoggedRequest[];
}

export class EntryRules {
  private readonly terms: EntryTerms;
  /** Markets of which the exchange has shown other candles than there were. */
  private readonly misled = new Set<string>();
  /** Of each entry that was committed, by its id. */
  private readonly wanted = new Map<string, number>();
  private read = 0;
  /** Markets that the owner was the last to set, with the time at which she did. */
  private readonly setByOwner = new Map<string, number>();

  constructor(terms: EntryTerms) {
    this.terms = terms;
  }

  onHappening(happening: Happening): void {
    if (happening.kind === 'candles') this.misled.add(happening.symbol);
    if (happening.kind !== 'owner-sets' || happening.setting !== 'leverage') return;
    this.setByOwner.set(happening.symbol, this.terms.nowMs());
  }

  look(): void {
    const { requests, leverages, say } = this.terms;
    for (; this.read < requests.length; this.read += 1) {
      const request = requests[this.read];
      if (request?.method !== 'POST' || request.answered?.status !== 200) continue;
      const { path, clientId = '', symbol = '', timeMs } = request;
      if (path === SET_LEVERAGE && timeMs >= (this.setByOwner.get(symbol) ?? Infinity))
        this.setByOwner.delete(symbol);
      const wanted = this.wanted.get(clientId);
      const leverage = leverages.get(symbol);
      if (wanted === undefined || leverage === undefined || this.setByOwner.has(symbol)) continue;
      if (leverage !== wanted)
        say('entry-at-other-leverage', `${clientId}: ${leverage} instead of ${wanted}`);
    }
  }

  committed({ state, before }: Commit): void {
    const known = new Set(before?.orders.map(({ clientOrderId }) => clientOrderId));
    for (const order of state.orders) {
      if (known.has(order.clientOrderId)) continue;
      const { leg, tradeId } = order;
      const position = state.ledger.positions.find((one) => one.tradeId === tradeId);
      if (leg === 'entry') this.judgeEntry(order, state);
      if (position !== undefined) this.judgePrice(order, position);
    }
  }

  private judgeEntry(entry: RecordedOrder, state: RecordedState): void {
    const { say } = this.terms;
    const { clientOrderId: id, quantity, terms, decision, side, tradeId } = entry;
    if (terms === undefined || decision === undefined) return;
    const parameters = inForce(state);
    if (terms.collateralUsd !== parameters.collateralUsd || terms.leverage !== parameters.leverage)
      say('entry-of-other-terms', `${id}: ${terms.collateralUsd} × ${terms.leverage}`);
    const notionalUsd = terms.collateralUsd * terms.leverage;
    if (quantity * decision.price > notionalUsd * (1 + STEPS_PCT / 100))
      say('entry-too-large', `${id}: ${quantity} at ${decision.price} for ${notionalUsd}`);
    if (state.account === null) this.wanted.set(id, terms.leverage);
    const stop = state.orders.find((order) => order.leg === 'stop' && order.tradeId === tradeId);
    const awayPct = ((decision.price - (stop?.price ?? decision.price)) / decision.price) * 100;
    const lossPct = side === 'long' ? awayPct : -awayPct;
    if (stop === undefined || Math.abs(lossPct - terms.recoveryStopPct) > STEPS_PCT)
      say('stop-misplaced', `${id}: ${lossPct.toFixed(4)} % instead of ${terms.recoveryStopPct}`);
    this.judgeSignal(entry, decision.tickMs, inForce(state));
  }

  private judgeSignal(
    { symbol, side, clientOrderId }: RecordedOrder,
    tickMs: number,
    { momentumCandles, momentumPct }: { readonly momentumCandles: number; readonly momentumPct: number },
  ): void {
    const { paths, nowMs, say } = this.terms;
    if (nowMs() < tickMs - CLOCK_SMALL_MS)
      say('entry-before-its-minute', `${clientOrderId}: ${tickMs - nowMs()} ms`);
    const path = paths.get(symbol);
    const last = path?.bar(tickMs - MINUTE_MS);
    const first = path?.bar(tickMs - (momentumCandles + 1) * MINUTE_MS);
    if (last === undefined || first === undefined || this.misled.has(symbol)) return;
    const pct = (last.close / first.close - 1) * 100;
    if ((side === 'long' ? pct : -pct) >= momentumPct - ROUNDING_PCT) return;
    say('entry-without-signal', `${clientOrderId}: ${side} after ${pct.toFixed(4)} %`);
  }

  /** Of a protective order of a position that is open. */
  private judgePrice(order: RecordedOrder, { side, entryPrice, stopPrice, terms }: RecordedPosition): void {
    const { leg, price = 0, clientOrderId: id } = order;
    const { say } = this.terms;
    if (leg === 'stop' && price !== stopPrice)
      say('stop-misplaced', `${id}: ${price} instead of ${stopPrice}`);
    if (leg !== 'take-profit') return;
    const notionalUsd = terms.collateralUsd * terms.leverage;
    const wantedPct = Math.min(terms.targetPct, (terms.profitCapUsd / notionalUsd) * 100);
    const pct = (side === 'long' ? 1 : -1) * (price / entryPrice - 1) * 100;
    if (Math.abs(pct - wantedPct) <= STEPS_PCT) return;
    say('take-profit-misplaced', `${id}: ${pct.toFixed(4)} % instead of ${wantedPct}`);
  }
}
