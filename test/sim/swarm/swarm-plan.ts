/**
 * What the happenings of a run mean for the network, the platform and the services, moment by moment.
 *
 * Each happening draws from a stream of its own: one more or one less changes nothing of what the others draw.
 */
import { minuteStartMs } from '../../../lambda/core/units.ts';
import { jsonRefusal, snsRefusal } from '../twins/aws-refusals.ts';
import type { WireAnswer, WireRequest } from '../twins/aws-wire.ts';
import type { Delivery, PlatformPlan } from '../world/function-platform.ts';
import type { Doom, Fate, NetworkPlan, Passage } from '../world/network.ts';
import type { OrderState } from '../order-states.ts';
import { Chance } from '../world/random-streams.ts';
import type { ServicePlan } from '../world/world.ts';
import type { Happening } from './happening.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { readonly kind: Kind }>;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

interface Drawn<Kind extends Happening['kind']> {
  readonly happening: Of<Kind>;
  readonly chance: Chance;
  met: number;
}

interface Armed {
  readonly happening: Of<'doom'>;
  calls: number;
}

export interface SwarmTerms {
  readonly seed: number;
  readonly startMs: number;
  readonly happenings: readonly Happening[];
  /** Since the beginning, in ms: from then on nothing is aimed any more. */
  readonly faultsEndMs: number;
  readonly nowMs: () => number;
  readonly stateNow: () => OrderState;
  /** It took effect, now. */
  readonly onMet: (happening: Happening) => void;
}

const COLD_START_MS = [250, 900] as const;
const USUAL_LATE_MS = [50, 900] as const;
const AWS_MS = [2, 9] as const;
const VENUE_MS = [4, 40] as const;

export class SwarmPlan implements NetworkPlan, PlatformPlan, ServicePlan {
  private readonly terms: SwarmTerms;
  private readonly usual: Chance;
  private readonly ways: readonly Drawn<'way'>[];
  private readonly slow: readonly Drawn<'slow'>[];
  private readonly refused: readonly Drawn<'refused'>[];
  private readonly unread: readonly Drawn<'commands-unread'>[];
  private readonly clocks: readonly Drawn<'clock'>[];
  private readonly slowStarts: readonly Of<'slow-start'>[];
  private readonly deliveries: ReadonlyMap<number, Of<'delivery'>>;
  private readonly aimedDeliveries: Set<Of<'delivery'>>;
  private readonly armed: Armed[] = [];
  /** Told of each request before it leaves. */
  onPassage: () => void = () => {};

  constructor(terms: SwarmTerms) {
    const { seed, startMs, happenings } = terms;
    this.terms = terms;
    this.usual = new Chance(seed, 'usual delays');
    const drawn = <Kind extends Happening['kind']>(is: (one: Happening) => one is Of<Kind>): Drawn<Kind>[] =>
      happenings
        .filter(is)
        .map((happening) => ({ happening, chance: new Chance(seed, JSON.stringify(happening)), met: 0 }));
    this.ways = drawn((one) => one.kind === 'way');
    this.slow = drawn((one) => one.kind === 'slow');
    this.refused = drawn((one) => one.kind === 'refused');
    this.unread = drawn((one) => one.kind === 'commands-unread');
    this.clocks = drawn((one) => one.kind === 'clock');
    this.slowStarts = happenings.filter((one) => one.kind === 'slow-start');
    const deliveries = happenings.filter((one) => one.kind === 'delivery');
    const timed = deliveries.filter(({ during }) => during === undefined);
    this.deliveries = new Map(timed.map((one) => [minuteStartMs(startMs + one.atMs), one]));
    this.aimedDeliveries = new Set(deliveries.filter(({ during }) => during !== undefined));
  }

  /** The next calls are counted for it. */
  arm(happening: Of<'doom'>): void {
    this.armed.push({ happening, calls: 0 });
  }

  /** Nothing is counted any more. */
  disarm(): void {
    this.armed.length = 0;
  }

  fateOf(passage: Passage): Fate {
    this.onPassage();
    const [least, most] = passage.edge === 'venue' ? VENUE_MS : AWS_MS;
    const fate: Mutable<Fate> = {
      thereMs: this.usual.integer(least, most),
      backMs: this.usual.integer(least, most),
      there: 'arrives',
      back: 'arrives',
    };
    for (const drawn of this.slow) {
      if (!this.concerns(drawn, passage)) continue;
      const { happening } = drawn;
      fate.thereMs += happening.thereMs;
      fate.backMs += happening.backMs;
      this.terms.onMet(happening);
    }
    for (const drawn of this.ways) {
      if (!this.concerns(drawn, passage)) continue;
      const { happening } = drawn;
      fate.there = happening.there ?? fate.there;
      fate.back = happening.back ?? fate.back;
      this.terms.onMet(happening);
    }
    return fate;
  }

  doomAt({ what }: Passage): Doom | undefined {
    for (const [k, one] of this.armed.entries()) {
      const { happening } = one;
      if (happening.what !== undefined && !what.includes(happening.what)) continue;
      if (!this.isInAim(happening)) continue;
      one.calls += 1;
      if (one.calls < happening.call) continue;
      this.armed.splice(k, 1);
      this.terms.onMet(happening);
      const { phase, frozenMs } = happening;
      return frozenMs === undefined ? { phase } : { phase, frozenMs };
    }
    return undefined;
  }

  earlyMsOf(minuteMs: number): number {
    const early = [this.deliveries.get(minuteMs), ...this.dueDeliveries()].map((one) => one?.lateMs ?? 0);
    return -Math.min(0, ...early);
  }

  deliveryOf(minuteMs: number): Delivery {
    const usual = { lateMs: this.usual.integer(...USUAL_LATE_MS), copies: 1, apartMs: 0 };
    const happening = this.deliveries.get(minuteMs) ?? this.dueDeliveries().find((one) => this.isInAim(one));
    if (happening === undefined) return usual;
    this.aimedDeliveries.delete(happening);
    this.terms.onMet(happening);
    const { lateMs, copies, apartMs = 0 } = happening;
    return { lateMs, copies, apartMs };
  }

  private dueDeliveries(): readonly Of<'delivery'>[] {
    return [...this.aimedDeliveries].filter(({ atMs }) => this.sinceMs() >= atMs);
  }

  coldStartMs(): number {
    const usualMs = this.usual.integer(...COLD_START_MS);
    const happening = this.slowStarts.find((one) => this.isOn(one) && this.isInAim(one));
    if (happening === undefined) return usualMs;
    this.terms.onMet(happening);
    return happening.startMs;
  }

  isReclaimed(): boolean {
    return false;
  }

  clockOffMs(): number {
    let offMs = 0;
    for (const { happening } of this.clocks) {
      if (!this.isOn(happening) || !this.isInAim(happening)) continue;
      ({ offMs } = happening);
      this.terms.onMet(happening);
    }
    return offMs;
  }

  refusalOf({ edge, operation, machine, body }: WireRequest): WireAnswer | undefined {
    const isOfCommands = edge === 'dynamodb' && operation === 'Query' && body.includes('"commands#');
    for (const { happening, chance } of isOfCommands ? this.unread : []) {
      if (!this.isOn(happening) || !this.isInAim(happening) || !chance.happens(happening.share)) continue;
      this.terms.onMet(happening);
      return jsonRefusal(happening.by, 'dynamodb');
    }
    for (const drawn of this.refused) {
      if (!this.concerns(drawn, { edge, what: operation, machine })) continue;
      const { happening } = drawn;
      this.terms.onMet(happening);
      return edge === 'sns' ? snsRefusal(happening.by) : jsonRefusal(happening.by, edge);
    }
    return undefined;
  }

  private concerns(drawn: Drawn<'way'> | Drawn<'slow'> | Drawn<'refused'>, { edge, what }: Passage): boolean {
    const { happening, chance, met } = drawn;
    if (happening.edge !== edge || !this.isOn(happening)) return false;
    if (happening.what !== undefined && !what.includes(happening.what)) return false;
    if (met >= (happening.times ?? Infinity) || !this.isInAim(happening)) return false;
    const isConcerned = chance.happens(happening.share);
    if (isConcerned) drawn.met += 1;
    return isConcerned;
  }

  /** Whether it concerns anything at this moment. */
  isInAim({ during }: Happening): boolean {
    if (during === undefined) return true;
    return this.sinceMs() < this.terms.faultsEndMs && this.terms.stateNow() === during;
  }

  private isOn({ atMs, forMs }: { readonly atMs: number; readonly forMs: number }): boolean {
    const sinceMs = this.sinceMs();
    return sinceMs >= atMs && sinceMs < atMs + forMs;
  }

  private sinceMs(): number {
    return this.terms.nowMs() - this.terms.startMs;
  }
}
