/**
 * What the happenings of a run mean for the network, the platform and the services, moment by moment.
 *
 * Each happening draws from a stream of its own: one more or one less changes nothing of what the others draw.
 */
import { minuteStartMs } from '../../../lambda/core/units.ts';
import { refusal } from '../twins/dynamo-twin.ts';
import type { WireAnswer, WireRequest } from '../twins/aws-wire.ts';
import type { Delivery, PlatformPlan } from '../world/function-platform.ts';
import type { Doom, Fate, NetworkPlan, Passage } from '../world/network.ts';
import { Chance } from '../world/random-streams.ts';
import type { ServicePlan } from '../world/world.ts';
import type { Happening } from './happening.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { readonly kind: Kind }>;

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

interface Drawn<Kind extends Happening['kind']> {
  readonly happening: Of<Kind>;
  readonly chance: Chance;
}

interface Armed {
  readonly happening: Of<'doom'>;
  calls: number;
}

export interface SwarmTerms {
  readonly seed: number;
  readonly startMs: number;
  readonly happenings: readonly Happening[];
  readonly nowMs: () => number;
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
  private readonly deliveries: ReadonlyMap<number, Of<'delivery'>>;
  private readonly armed: Armed[] = [];

  constructor(terms: SwarmTerms) {
    const { seed, startMs, happenings } = terms;
    this.terms = terms;
    this.usual = new Chance(seed, 'usual delays');
    const drawn = <Kind extends Happening['kind']>(is: (one: Happening) => one is Of<Kind>): Drawn<Kind>[] =>
      happenings
        .filter(is)
        .map((happening) => ({ happening, chance: new Chance(seed, JSON.stringify(happening)) }));
    this.ways = drawn((one) => one.kind === 'way');
    this.slow = drawn((one) => one.kind === 'slow');
    this.refused = drawn((one) => one.kind === 'refused');
    this.unread = drawn((one) => one.kind === 'commands-unread');
    this.clocks = drawn((one) => one.kind === 'clock');
    const deliveries = happenings.filter((one) => one.kind === 'delivery');
    this.deliveries = new Map(deliveries.map((one) => [minuteStartMs(startMs + one.atMs), one]));
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
    const [least, most] = passage.edge === 'venue' ? VENUE_MS : AWS_MS;
    const fate: Mutable<Fate> = {
      thereMs: this.usual.integer(least, most),
      backMs: this.usual.integer(least, most),
      there: 'arrives',
      back: 'arrives',
    };
    for (const { happening, chance } of this.slow) {
      if (!this.concerns(happening, passage, chance)) continue;
      fate.thereMs += happening.thereMs;
      fate.backMs += happening.backMs;
      this.terms.onMet(happening);
    }
    for (const { happening, chance } of this.ways) {
      if (!this.concerns(happening, passage, chance)) continue;
      fate.there = happening.there ?? fate.there;
      fate.back = happening.back ?? fate.back;
      this.terms.onMet(happening);
    }
    return fate;
  }

  doomAt(): Doom | undefined {
    for (const [k, one] of this.armed.entries()) {
      one.calls += 1;
      const { happening } = one;
      if (one.calls < happening.call) continue;
      this.armed.splice(k, 1);
      this.terms.onMet(happening);
      const { phase, frozenMs } = happening;
      return frozenMs === undefined ? { phase } : { phase, frozenMs };
    }
    return undefined;
  }

  deliveryOf(minuteMs: number): Delivery {
    const usual = { lateMs: this.usual.integer(...USUAL_LATE_MS), copies: 1 };
    const happening = this.deliveries.get(minuteMs);
    if (happening === undefined) return usual;
    this.terms.onMet(happening);
    return { lateMs: happening.lateMs, copies: happening.copies };
  }

  coldStartMs(): number {
    return this.usual.integer(...COLD_START_MS);
  }

  isReclaimed(): boolean {
    return false;
  }

  clockOffMs(): number {
    let offMs = 0;
    for (const { happening } of this.clocks) {
      if (!this.isOn(happening)) continue;
      ({ offMs } = happening);
      this.terms.onMet(happening);
    }
    return offMs;
  }

  refusalOf({ edge, operation, machine, body }: WireRequest): WireAnswer | undefined {
    if (edge === 'dynamodb' && operation === 'Query' && body.includes('"commands#')) {
      for (const { happening, chance } of this.unread) {
        if (!this.isOn(happening) || !chance.happens(happening.share)) continue;
        this.terms.onMet(happening);
        return jsonRefusal(happening.by, edge);
      }
    }
    for (const { happening, chance } of this.refused) {
      if (!this.concerns(happening, { edge, what: operation, machine }, chance)) continue;
      this.terms.onMet(happening);
      return edge === 'sns' ? snsRefusal(happening.by) : jsonRefusal(happening.by, edge);
    }
    return undefined;
  }

  private concerns(
    happening: Of<'way'> | Of<'slow'> | Of<'refused'>,
    { edge, what }: Passage,
    chance: Chance,
  ): boolean {
    if (happening.edge !== edge || !this.isOn(happening)) return false;
    if (happening.what !== undefined && !what.includes(happening.what)) return false;
    return chance.happens(happening.share);
  }

  private isOn({ atMs, forMs }: { readonly atMs: number; readonly forMs: number }): boolean {
    const sinceMs = this.terms.nowMs() - this.terms.startMs;
    return sinceMs >= atMs && sinceMs < atMs + forMs;
  }
}

type By = Of<'refused'>['by'];

function jsonRefusal(by: By, edge: 'dynamodb' | 'ssm'): WireAnswer {
  const throttling = edge === 'ssm' ? 'ThrottlingException' : 'ProvisionedThroughputExceededException';
  const { name, status } = {
    throttling: { name: throttling, status: 400 },
    'internal-error': { name: 'InternalServerError', status: 500 },
    'access-denied': { name: 'AccessDeniedException', status: 400 },
  }[by];
  const answer = refusal(name, 'The twin says no', status);
  return { status: answer.status, body: JSON.stringify(answer.body) };
}

function snsRefusal(by: By): WireAnswer {
  const { code, status } = {
    throttling: { code: 'Throttled', status: 429 },
    'internal-error': { code: 'InternalError', status: 500 },
    'access-denied': { code: 'AuthorizationError', status: 403 },
  }[by];
  const body = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>no</Message></Error></ErrorResponse>`;
  return { status, body };
}
