/**
 * A world for one bot: its function on Lambda, its table, parameters and topic, its exchange, and the prices there.
 *
 * The bot is the deployed one, from its handler to the bytes of its requests; the world is made of twins, in a time of its
 * own, and one seed decides everything that happens in it.
 */
import { MINUTE_MS, minuteStartMs } from '../../../lambda/core/units.ts';
import { machineClock } from '../../../lambda/adapters/machine.ts';
import { deployedBot, type DeployedBot } from '../../../lambda/deployed-bot.ts';
import { parseEnvironment } from '../../../lambda/environment.ts';
import { FakeTopic } from '../../harness/aws/fake-aws.ts';
import { FakeParameterStore } from '../../harness/aws/fake-parameter-store.ts';
import { BinanceVenue } from '../../venue/binance-venue.ts';
import { toNumber } from '../../venue/decimal.ts';
import { connect, type WireAnswer, type WireRequest } from '../twins/aws-wire.ts';
import { DynamoTwin } from '../twins/dynamo-twin.ts';
import { VenueWire } from '../twins/venue-wire.ts';
import { served } from './aws-services.ts';
import { Desk } from './desk.ts';
import { renewKeys, storeKeys } from './exchange-keys.ts';
import { FunctionPlatform, type Invocation, type PlatformPlan } from './function-platform.ts';
import type { OtherRelease } from './other-release.ts';
import { HISTORY_MINUTES, MarketPath, walletsOf, STEP_MS, type MarketTerms } from './market-path.ts';
import { Network, type NetworkPlan } from './network.ts';
import { Chance } from './random-streams.ts';
import { enter } from './sealed-globals.ts';
import { thinQuote, type ThinBook } from './thin-books.ts';
import { Trace } from './trace.ts';
import { WorldTime, type Machine } from './world-time.ts';

export const BOT_ID = 'sim';
export const TABLE = 'Kallisti-Ledger-Table';
export const PARAMETERS = `/kallisti/${BOT_ID}/params`;
const TOPIC = 'arn:aws:sns:ap-northeast-1:123456789012:alerts';

/** What an AWS service does with a request before it looks at it. */
export interface ServicePlan {
  /** `undefined`: it is answered. */
  refusalOf(request: WireRequest): WireAnswer | undefined;
}

export interface WorldTerms {
  readonly seed: number;
  readonly startMs: number;
  readonly markets: readonly MarketTerms[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly balanceUsd: number;
  readonly offsetMs: number;
  readonly alignToMinuteSeconds: number;
  readonly timeoutMs: number;
  readonly concurrencyMax: number;
  readonly plan: NetworkPlan & PlatformPlan & ServicePlan;
  /** Lines of the trace that are kept. */
  readonly keptMax: number;
}

export class World {
  readonly terms: WorldTerms;
  readonly time: WorldTime;
  readonly trace: Trace;
  readonly network: Network;
  readonly venue: BinanceVenue;
  readonly dynamo = new DynamoTwin(TABLE);
  readonly parameters = new FakeParameterStore();
  readonly topic = new FakeTopic();
  readonly platform: FunctionPlatform;
  readonly paths: ReadonlyMap<string, MarketPath>;
  /** Lines of the bot's own log. */
  onLog: (line: string) => void = () => {};
  /** After each step of prices. */
  onStep: () => void = () => {};
  onEnd: (invocation: Invocation) => void = () => {};
  /** Of the world itself: whoever runs it throws the first. */
  readonly defects: unknown[] = [];
  /** How old an answer's prices are. */
  readonly quoteAgeMs = 50;
  readonly desk: Desk;
  /** Told when the function uses another table. */
  onTable: () => void = () => {};
  /** By market. */
  readonly thinBooks = new Map<string, ThinBook>();
  private table = TABLE;
  private release: OtherRelease | undefined;
  private readonly otherReleases = new WeakMap<Machine, OtherRelease>();
  readonly wire: VenueWire;

  constructor(terms: WorldTerms) {
    this.terms = terms;
    const { seed, startMs, plan, balanceUsd, markets } = terms;
    this.time = new WorldTime(startMs);
    const nowMs = () => this.time.nowMs();
    this.trace = new Trace(nowMs, terms.keptMax);
    const note = (words: string) => this.trace.note(words);
    this.network = new Network({ time: this.time, plan, note });
    this.venue = new BinanceVenue({
      timeMs: startMs,
      clock: nowMs,
      ...walletsOf(markets, balanceUsd),
      rules: { quoteAgeMs: this.quoteAgeMs },
    });
    this.paths = new Map(
      markets.map((market) => [
        market.symbol,
        new MarketPath(market, new Chance(seed, `market ${market.symbol}`)),
      ]),
    );
    this.venue.barOf = (symbol, minuteMs) => this.paths.get(symbol)?.bar(minuteMs);
    this.venue.formingOf = (symbol) => this.paths.get(symbol)?.formingBar ?? FLAT;
    this.wire = new VenueWire({ time: this.time, network: this.network, venue: this.venue, note });
    this.platform = new FunctionPlatform({
      time: this.time,
      chance: new Chance(seed, 'events'),
      plan,
      offsetMs: terms.offsetMs,
      timeoutMs: terms.timeoutMs,
      concurrencyMax: terms.concurrencyMax,
      boot: () => this.boot(),
      note,
      onEnd: (invocation) => {
        const { machine, outcome, failure = '' } = invocation;
        note(`${machine.name} ${outcome} ${failure}`.trim());
        this.onEnd(invocation);
      },
      onDefect: (error) => this.defects.push(error),
    });
    this.desk = new Desk({
      time: this.time,
      chance: new Chance(seed, 'desk'),
      botId: BOT_ID,
      table: () => this.table,
      note,
    });
    storeKeys(this.venue, this.parameters, BOT_ID);
    this.parameters.put(PARAMETERS, JSON.stringify(terms.parameters));
  }

  /** The exchange takes others from now on, and Parameter Store has them. */
  replaceKeys(): void {
    renewKeys(this.venue);
    storeKeys(this.venue, this.parameters, BOT_ID);
  }

  /** Makes this world the one that everything asks. */
  enter(): void {
    const { time } = this;
    // Nothing of the world outside is asked for: the twins look at no signature.
    Object.assign(process.env, {
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'x',
      AWS_SECRET_ACCESS_KEY: 'x',
    });
    enter({ time, random: new Chance(this.terms.seed, 'libraries') });
    connect({ time, network: this.network, serve: (request) => this.serve(request) });
  }

  /** History, the first prices, and the schedule. */
  begin(): void {
    const { startMs } = this.terms;
    for (let ms = startMs - HISTORY_MINUTES * MINUTE_MS; ms < startMs; ms += STEP_MS) this.move(ms);
    this.quoteAll();
    for (const bnb of ['BNBUSDT', 'BNBUSDC']) this.venue.quote(bnb, { bid: 599.99, ask: 600.01 });
    for (const { symbol } of this.terms.markets) this.venue.state.marginTypes.set(symbol, 'ISOLATED');
    this.stepAt(startMs);
    this.platform.schedule(minuteStartMs(startMs));
  }

  get tableName(): string {
    return this.table;
  }

  /** The function reads another table from now on. */
  useTable(table: string): void {
    this.table = table;
    this.platform.replaceAll();
    this.onTable();
  }

  /** @param release `undefined`: this one again. */
  deploy(release: OtherRelease | undefined): void {
    this.release = release;
    this.platform.replaceAll();
  }

  private stepAt(atMs: number): void {
    this.time.at(atMs, () => {
      this.move(atMs);
      this.venue.timeMs = Math.max(this.venue.timeMs, atMs);
      this.quoteAll();
      this.onStep();
      this.stepAt(atMs + STEP_MS);
    });
  }

  private move(timeMs: number): void {
    for (const [symbol, path] of this.paths) path.step(timeMs, this.huntedStop(symbol));
  }

  /** The nearest stop that rests in a market. */
  private huntedStop(symbol: string): number | undefined {
    if ((this.paths.get(symbol)?.terms.huntPct ?? 0) === 0) return undefined;
    for (const { symbol: where, triggerPrice } of this.venue.state.openAlgos) {
      if (where === symbol) return Number(triggerPrice) / 1e8;
    }
    return undefined;
  }

  private quoteAll(): void {
    for (const [symbol, { quote }] of this.paths) {
      const thin = this.thinBooks.get(symbol);
      this.venue.quote(symbol, thin === undefined ? quote : thinQuote(quote, this.stepOf(symbol), thin));
    }
  }

  private stepOf(symbol: string): number {
    return toNumber(this.venue.state.listings.get(symbol)?.step ?? 1n);
  }

  private boot(): DeployedBot {
    const { terms } = this;
    const { machine } = this.time;
    if (machine !== undefined && this.release !== undefined) this.otherReleases.set(machine, this.release);
    const environment = parseEnvironment({
      BOT_ID,
      BOT_SYMBOLS: terms.markets.map(({ symbol }) => symbol).join(','),
      EXCHANGE_ID: 'binanceusdm',
      TABLE_NAME: this.table,
      PARAMETERS_NAME: PARAMETERS,
      ALERT_TOPIC_ARN: TOPIC,
      RELEASE: 'simulated',
      ALLOW_LIVE: 'true',
      ALIGN_TO_MINUTE: String(terms.alignToMinuteSeconds),
    });
    const log = (line: string) => {
      this.trace.note(line);
      this.onLog(line);
    };
    return deployedBot(environment, { log, clock: machineClock, send: this.wire.send });
  }

  private serve(request: WireRequest): WireAnswer {
    const refused = this.terms.plan.refusalOf(request);
    this.trace.note(
      `${request.machine.name} ${request.edge} ${request.operation}${refused ? ' refused' : ''}`,
    );
    if (refused !== undefined) return refused;
    return served(this, request, this.otherReleases.get(request.machine));
  }
}

const FLAT = { open: 1, high: 1, low: 1, close: 1, volume: 1 };
