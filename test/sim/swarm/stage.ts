/**
 * What happens in a world at a time that was drawn: at the venue, in the table, in the parameters, by people.
 *
 * - When the faults end, everything is as it was: rules, markets, parameters, clocks, the release. What people have done stays.
 * - What cannot be at its moment, such as the end of a stop that is not there, does not happen; what is aimed at a state
 *   waits for it, and for a moment at which it can be.
 */
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import { BOT_ID, PARAMETERS, type World } from '../world/world.ts';
import type { LoggedRequest } from '../../venue/request-faults.ts';
import { BackupShelf } from './backup-shelf.ts';
import type { Happening } from './happening.ts';
import { mergedDocument } from './merged-document.ts';
import { usualMarket } from './usual-market.ts';
import { happenInHours, isOfHours, stateHours } from './hours-stage.ts';
import { disorderCandles } from './odd-candles.ts';
import type { SwarmPlan } from './swarm-plan.ts';
import { isAtVenue, VenueStage } from './venue-stage.ts';
import type { OrderState } from '../order-states.ts';
import type { Waiting } from './waiting.ts';

type Of<Kind extends Happening['kind']> = Extract<Happening, { kind: Kind }>;

export interface StageTerms {
  readonly world: World;
  readonly plan: SwarmPlan;
  readonly waiting: Waiting;
  readonly happenings: readonly Happening[];
  readonly faultsEndMs: number;
  readonly stateNow: () => OrderState;
  /** @param state in which it met the orders, where it may have changed that itself; the one of now if absent. */
  readonly onMet: (happening: Happening, state?: OrderState) => void;
}

/** What concerns requests: the plan looks at the time by itself. */
const OF_REQUESTS = [
  'way',
  'slow',
  'refused',
  'clock',
  'slow-start',
  'delivery',
  'candles',
  'commands-unread',
] as const;
type RequestHappening = Of<(typeof OF_REQUESTS)[number]>;

function isOfRequests(happening: Happening): happening is RequestHappening {
  return OF_REQUESTS.some((kind) => kind === happening.kind);
}

/** How old a request may be that does not say. */
const USUAL_WINDOW_MS = 5_000;

/** What is begun at its time, and met with requests. */
type Begun = Of<'doom' | 'venue-fault'>;

export class Stage {
  private readonly terms: StageTerms;
  private readonly venue: VenueStage;
  private readonly shelf: BackupShelf;
  /** The last request that a script may concern. */
  private asked: LoggedRequest | undefined;
  private readonly scripts = new Map<object, Happening>();
  /** Another release is, or its items can be read by no other. */
  private isOtherDeployed = false;
  /** Since when something goes on, where that was not drawn. */
  private readonly beganMs = new Map<Happening, number>();

  constructor(terms: StageTerms) {
    this.terms = terms;
    this.venue = new VenueStage(terms.world, (forMs) => this.endOf(forMs));
    this.shelf = new BackupShelf(terms.world);
  }

  /** Everything is on its way from now on. */
  set(): void {
    const { world, plan, waiting, happenings, faultsEndMs, onMet } = this.terms;
    const { startMs } = world.terms;
    stateHours(world, happenings);
    world.venue.onFault = (script) => {
      const happening = this.scripts.get(script);
      if (happening !== undefined) onMet(happening);
    };
    const odd = happenings.filter((one) => one.kind === 'candles');
    disorderCandles(world, odd, { isInAim: (one) => plan.isInAim(one), onMet });
    plan.onPassage = () => waiting.look();
    for (const happening of happenings) {
      if (isOfRequests(happening)) continue;
      if (happening.kind === 'restored') this.planBackups(happening);
      world.time.at(startMs + happening.atMs, () => this.come(happening));
    }
    world.time.at(startMs + faultsEndMs, () => this.mend());
  }

  /** When something began that waited for its moment, in ms of the world's time. */
  beganAt(happening: Happening): number | undefined {
    return this.beganMs.get(happening);
  }

  private come(happening: Exclude<Happening, RequestHappening>): void {
    const { waiting } = this.terms;
    if (happening.kind === 'doom' || happening.kind === 'venue-fault') this.begin(happening);
    else if (happening.during === undefined) this.happen(happening);
    else waiting.add(happening, () => this.happen(happening));
  }

  private begin(happening: Begun): void {
    const { world, plan } = this.terms;
    if (happening.kind === 'doom') {
      plan.arm(happening);
      return;
    }
    this.scripts.set(happening.script, happening);
    world.venue.fail(happening.script, (request) => {
      this.asked = request;
      return plan.isInAim(happening);
    });
  }

  /**
   * Whether what happens says nothing of the state that the orders are in: the order concerned was sent so late that it is
   * refused whatever happens, or by a function that may serve a table that was left.
   */
  isOfThePast(happening: Happening): boolean {
    if (happening.kind !== 'venue-fault' || happening.script.order === undefined) return false;
    const { params, timeMs } = this.asked ?? { params: '', timeMs: Infinity };
    const query = new URLSearchParams(params);
    const isExpired =
      Number(query.get('timestamp')) + Number(query.get('recvWindow') ?? USUAL_WINDOW_MS) < timeMs;
    return isExpired || timeMs < this.shelf.lastRestoreMs + this.terms.world.terms.timeoutMs;
  }

  private happen(happening: Exclude<Happening, RequestHappening | Begun>): boolean {
    const { world, stateNow, onMet } = this.terms;
    const state = stateNow();
    const backup =
      happening.kind === 'restored' ? this.shelf.asOf(world.time.nowMs() - happening.agoMs) : undefined;
    if (happening.kind === 'restored' && backup === undefined) return false;
    if (happening.kind === 'release' && this.isOtherDeployed) return false;
    if (isAtVenue(happening) && !this.venue.happen(happening)) return false;
    this.beganMs.set(happening, world.time.nowMs());
    world.trace.note(`it happens: ${JSON.stringify(happening)}`);
    const script = isOfHours(happening) ? happenInHours(world, happening) : undefined;
    if (script === undefined) onMet(happening, state);
    else this.scripts.set(script, happening);
    if (backup !== undefined) this.shelf.restore(backup);
    if (isOfHours(happening)) return true;
    if (!isAtVenue(happening)) this.happenInCloud(happening);
    return true;
  }

  private happenInCloud(
    happening: Of<
      'reclaimed' | 'deployed' | 'parameters' | 'command' | 'flood' | 'keys-replaced' | 'release' | 'restored'
    >,
  ): void {
    const { world } = this.terms;
    switch (happening.kind) {
      case 'restored':
        return;
      case 'reclaimed':
      case 'deployed':
        world.platform.replaceAll();
        return;
      case 'parameters':
        this.changeParameters(happening);
        return;
      case 'command':
        world.desk.issue(happening.command, undefined, happening.againMs);
        return;
      case 'keys-replaced':
        world.replaceKeys();
        return;
      case 'flood':
        world.desk.flood(happening, world.dynamo);
        return;
      case 'release':
        this.deployOther(happening);
    }
  }

  private endOf(forMs: number): number {
    const { world, faultsEndMs } = this.terms;
    return Math.min(world.time.nowMs() + forMs, world.terms.startMs + faultsEndMs);
  }

  private changeParameters({ document, forMs }: Of<'parameters'>): void {
    const { world } = this.terms;
    if (document === undefined) world.parameters.delete(PARAMETERS);
    else world.parameters.put(PARAMETERS, mergedDocument(world.terms.parameters, document));
    world.time.at(this.endOf(forMs), () => this.usualParameters());
  }

  private usualParameters(): void {
    const { parameters, terms } = this.terms.world;
    const usual = JSON.stringify(terms.parameters);
    if (parameters.latest(PARAMETERS) !== usual) parameters.put(PARAMETERS, usual);
  }

  /** One whose items this release cannot read is deployed again, half as long after it was rolled back, and stays. */
  private deployOther({ release, forMs }: Of<'release'>): void {
    const { world } = this.terms;
    this.isOtherDeployed = true;
    world.deploy(release);
    world.time.at(this.endOf(forMs), () => {
      world.deploy(undefined);
      this.isOtherDeployed = release === 'incompatible';
    });
    if (release === 'incompatible')
      world.time.at(this.endOf(1.5 * forMs), () => world.deploy('incompatible'));
  }

  private planBackups({ atMs, agoMs, during }: Of<'restored'>): void {
    const { time, terms } = this.terms.world;
    const take = (ms: number) => time.at(terms.startMs + ms, () => this.shelf.take());
    if (during === undefined) {
      take(atMs - agoMs);
      return;
    }
    for (let ms = MINUTE_MS; ms < this.terms.faultsEndMs; ms += MINUTE_MS) take(ms);
  }

  /** Everything is as it was. */
  private mend(): void {
    const { world, plan, waiting } = this.terms;
    const { venue, platform, desk, dynamo } = world;
    venue.faults.clear();
    plan.disarm();
    waiting.clear();
    for (const { symbol } of world.terms.markets) {
      venue.happen({ kind: 'market', symbol, change: usualMarket(symbol) });
    }
    // The bot keeps the list of markets for half a day.
    dynamo.respond('DeleteItem', JSON.stringify(marketsKey(world.tableName)));
    this.usualParameters();
    platform.replaceAll();
    desk.issue('resume');
    world.trace.note('the faults are over');
  }
}

function marketsKey(table: string) {
  return { TableName: table, Key: { pk: { S: `ledger#${BOT_ID}` }, sk: { S: 'markets' } } };
}
