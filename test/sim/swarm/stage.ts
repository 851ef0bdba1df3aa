/**
 * What happens in a world at a time that was drawn: at the venue, in the table, in the parameters, by people.
 *
 * - When the faults end, everything is as it was: rules, markets, parameters, clocks. What people have done stays.
 * - What cannot be at its moment, such as the end of a stop that is not there, does not happen.
 */
import { MINUTE_MS, SECOND_MS } from '../../../lambda/core/units.ts';
import { toNumber } from '../../venue/decimal.ts';
import type { MarketChange } from '../../venue/market/exchange-info.ts';
import { DEFAULT_RULES } from '../../venue/venue-rules.ts';
import { PARAMETERS, type World } from '../world/world.ts';
import type { Happening } from './happening.ts';
import { tradeByHand } from './hand-trades.ts';
import { mergedDocument } from './merged-document.ts';
import type { SwarmPlan } from './swarm-plan.ts';
import { usualMarket } from './usual-market.ts';

export interface StageTerms {
  readonly world: World;
  readonly plan: SwarmPlan;
  readonly happenings: readonly Happening[];
  readonly faultsEndMs: number;
  readonly onMet: (happening: Happening) => void;
}

/** How long the exchange gives out a closed candle that is not the last word, or none yet. */
const SETTLING_MS = 25 * SECOND_MS;

export class Stage {
  private readonly terms: StageTerms;
  private restored = 0;
  private readonly scripts = new Map<object, Happening>();

  constructor(terms: StageTerms) {
    this.terms = terms;
  }

  /** Everything is on its way from now on. */
  set(): void {
    const { world, happenings, faultsEndMs, onMet } = this.terms;
    const { startMs } = world.terms;
    world.venue.onFault = (script) => {
      const happening = this.scripts.get(script);
      if (happening !== undefined) onMet(happening);
    };
    this.wrapCandles();
    for (const happening of happenings) {
      if (happening.kind === 'restored') this.planRestore(happening);
      else world.time.at(startMs + happening.atMs, () => this.happen(happening));
    }
    world.time.at(startMs + faultsEndMs, () => this.mend());
  }

  private happen(happening: Exclude<Happening, { kind: 'restored' }>): void {
    const { world, plan, onMet } = this.terms;
    const { venue } = world;
    switch (happening.kind) {
      case 'doom':
        plan.arm(happening);
        return;
      case 'way':
      case 'slow':
      case 'refused':
      case 'clock':
      case 'delivery':
      case 'candles':
      case 'commands-unread':
        // The plan looks at the time by itself.
        return;
      case 'venue-fault':
        this.scripts.set(happening.script, happening);
        venue.fail(happening.script);
        return;
      case 'reclaimed':
      case 'deployed':
        world.platform.replaceAll();
        break;
      case 'venue-rules':
        this.changeRules(happening);
        break;
      case 'market':
        this.changeMarket(happening);
        break;
      case 'venue-event':
        if (!this.tried(() => venue.happen(happening.event))) return;
        break;
      case 'takeover':
        if (!this.takeOver(happening)) return;
        break;
      case 'stop-ends':
        if (!this.endStop(happening)) return;
        break;
      case 'owner-trades':
        if (!this.tried(() => tradeByHand(venue, happening))) return;
        break;
      case 'jump':
        world.paths.get(happening.symbol)?.jump(happening.pct);
        break;
      case 'parameters':
        this.changeParameters(happening);
        break;
      case 'command':
        world.desk.issue(happening.command, undefined, happening.againMs);
        break;
      case 'keys-replaced':
        world.replaceKeys();
        break;
      case 'flood':
        world.desk.flood(happening, world.dynamo);
        break;
    }
    world.trace.note(`it happens: ${JSON.stringify(happening)}`);
    onMet(happening);
  }

  private tried(cause: () => void): boolean {
    try {
      cause();
      return true;
    } catch (error) {
      this.terms.world.trace.note(`it cannot happen: ${String(error)}`);
      return false;
    }
  }

  private changeRules({ rules, forMs }: Extract<Happening, { kind: 'venue-rules' }>): void {
    const { world } = this.terms;
    const { venue, time } = world;
    if (rules.feeAsset !== undefined) {
      venue.happen({ kind: 'income', type: 'TRANSFER', amount: 5, asset: rules.feeAsset.asset });
    }
    Object.assign(venue.rules, rules);
    const names = Object.keys(rules);
    time.after(forMs, () => {
      const usual = new Map<string, unknown>(
        Object.entries({ ...DEFAULT_RULES, quoteAgeMs: world.quoteAgeMs }),
      );
      for (const name of names) {
        if (usual.has(name)) Object.assign(venue.rules, { [name]: usual.get(name) });
        else Reflect.deleteProperty(venue.rules, name);
      }
    });
  }

  private changeMarket({ symbol, change, forMs }: Extract<Happening, { kind: 'market' }>): void {
    const { venue, time } = this.terms.world;
    const as = (changed: MarketChange) => venue.happen({ kind: 'market', symbol, change: changed });
    as(change);
    time.after(forMs, () => as(usualMarket(symbol)));
  }

  private takeOver({ symbol, by, share }: Extract<Happening, { kind: 'takeover' }>): boolean {
    const { venue } = this.terms.world;
    const position = venue.books.positions.find((one) => one.symbol === symbol);
    const step = venue.state.listings.get(symbol)?.step;
    if (position === undefined || step === undefined) return false;
    const size = position.amount < 0n ? -position.amount : position.amount;
    const part = ((size * BigInt(Math.round(share * 100))) / 100n / step) * step;
    const quantity = part === 0n ? size : part;
    return this.tried(() => venue.happen({ kind: 'take-over', symbol, by, quantity: toNumber(quantity) }));
  }

  private endStop({ symbol, status }: Extract<Happening, { kind: 'stop-ends' }>): boolean {
    const { venue } = this.terms.world;
    const stop = venue.books.openAlgos.find((one) => one.symbol === symbol);
    if (stop === undefined) return false;
    return this.tried(() => venue.happen({ kind: 'end-conditional', clientId: stop.clientAlgoId, status }));
  }

  private changeParameters({ document, forMs }: Extract<Happening, { kind: 'parameters' }>): void {
    const { world } = this.terms;
    if (document === undefined) world.parameters.delete(PARAMETERS);
    else world.parameters.put(PARAMETERS, mergedDocument(world.terms.parameters, document));
    world.time.after(forMs, () => this.usualParameters());
  }

  private usualParameters(): void {
    const { parameters, terms } = this.terms.world;
    const usual = JSON.stringify(terms.parameters);
    if (parameters.latest(PARAMETERS) !== usual) parameters.put(PARAMETERS, usual);
  }

  private planRestore(happening: Extract<Happening, { kind: 'restored' }>): void {
    const { world, onMet } = this.terms;
    const { time, dynamo, terms } = world;
    const atMs = terms.startMs + happening.atMs;
    let backup: ReturnType<typeof dynamo.backup> | undefined;
    time.at(atMs - happening.agoMs, () => (backup = dynamo.backup(world.tableName)));
    time.at(atMs, () => {
      if (backup === undefined) return;
      this.restored += 1;
      const name = `Restored-${this.restored}`;
      dynamo.restore(name, backup);
      world.useTable(name);
      world.trace.note(`it happens: ${JSON.stringify(happening)}`);
      onMet(happening);
    });
  }

  /** What the exchange tells of candles while they are out of order. */
  private wrapCandles(): void {
    const { world, happenings, onMet } = this.terms;
    const { venue, time, terms } = world;
    const wrong = happenings.filter((one) => one.kind === 'candles');
    if (wrong.length === 0) return;
    const barOf = venue.barOf.bind(venue);
    venue.barOf = (symbol, minuteMs) => {
      const bar = barOf(symbol, minuteMs);
      const sinceMs = time.nowMs() - terms.startMs;
      for (const happening of wrong) {
        const { atMs, forMs, are } = happening;
        if (happening.symbol !== symbol || sinceMs < atMs) continue;
        const minute = minuteMs - terms.startMs;
        if (are === 'missing' && minute >= atMs && minute < atMs + forMs) {
          onMet(happening);
          return undefined;
        }
        const isFresh = sinceMs < atMs + forMs && time.nowMs() < minuteMs + MINUTE_MS + SETTLING_MS;
        if (!isFresh || bar === undefined) continue;
        onMet(happening);
        if (are === 'late') return undefined;
        return { ...bar, close: bar.open, volume: bar.volume / 2 };
      }
      return bar;
    };
  }

  /** Everything is as it was. */
  private mend(): void {
    const { world, plan } = this.terms;
    const { venue, platform, desk } = world;
    venue.faults.clear();
    plan.disarm();
    for (const { symbol } of world.terms.markets) {
      venue.happen({ kind: 'market', symbol, change: usualMarket(symbol) });
    }
    this.usualParameters();
    platform.replaceAll();
    desk.issue('resume');
    world.trace.note('the faults are over');
  }
}
