/**
 * An auditor of a simulated world, who keeps books of her own and believes nothing that the bot says of itself.
 *
 * She looks at what the venue has accepted and filled, at what was written into the table, and at what was sent to the
 * operator. She uses nothing of the bot's code. Each room of rules says in its header what must hold.
 */
import { classOf } from '../swarm/happening-class.ts';
import type { Happening } from '../swarm/happening.ts';
import type { ClosedHours } from '../swarm/hours-stage.ts';
import type { OrderState } from '../order-states.ts';
import type { Violation } from '../run-report.ts';
import { BOT_ID, PARAMETERS, type World } from '../world/world.ts';
import { AlertRules } from './alert-rules.ts';
import { BookRules } from './book-rules.ts';
import { CalmRules } from './calm-rules.ts';
import { CapRules } from './cap-rules.ts';
import { CommandRules } from './command-rules.ts';
import { CommitRules, type Commit } from './commit-rules.ts';
import { EntryRules } from './entry-rules.ts';
import { FillRules } from './fill-rules.ts';
import { findings, SECOND_MS, type Looking } from './findings.ts';
import { HoldingRules } from './holding-rules.ts';
import { listenTo } from './listening.ts';
import { MovementRules } from './movement-rules.ts';
import { NeglectRules } from './neglect-rules.ts';
import { OlderRelease } from './older-release.ts';
import { OrderRules } from './order-rules.ts';
import { orderStateOf } from './order-state.ts';
import { ParameterRules } from './parameter-rules.ts';
import { ProtectionRules } from './protection-rules.ts';
import { RefusalRules } from './refusal-rules.ts';
import { SessionRules } from './session-rules.ts';
import { SignalRules } from './signal-rules.ts';
import { SlippageRules } from './slippage-rules.ts';
import { waitingCommands } from './waiting-commands.ts';
import { UnprotectedRules } from './unprotected-rules.ts';
import { UnreadRules, isOfUnread } from './unread-rules.ts';
import { inForce } from './usual-parameters.ts';
import { WaitRules } from './wait-rules.ts';
import { WatchRules } from './watch-rules.ts';

export interface AuditTerms {
  readonly world: World;
  /** Of the world's time; from then on all is well until the end. */
  readonly faultsEndMs: number;
  readonly endMs: number;
  /** Of markets, the earliest first. */
  readonly hours: readonly ClosedHours[];
  readonly report: (violation: Violation) => void;
  /** Classes of what happens at this moment. */
  readonly causes: () => readonly string[];
}

export class Auditor {
  private readonly terms: AuditTerms;
  private readonly looking: Looking;
  private readonly older: OlderRelease;
  private readonly commits: CommitRules;
  private readonly orders: OrderRules;
  private readonly fills: FillRules;
  private readonly caps: CapRules;
  private readonly alerts: AlertRules;
  private readonly commands: CommandRules;
  private readonly holding: HoldingRules;
  private readonly entries: EntryRules;
  private readonly parameters: ParameterRules;
  private readonly protection: ProtectionRules;
  private readonly neglect: NeglectRules;
  private readonly signals: SignalRules;
  private readonly sessions: SessionRules;
  private readonly unread: UnreadRules;
  private readonly refusals: RefusalRules;
  private readonly waits: WaitRules;
  private readonly unprotected: UnprotectedRules;
  private readonly calm: CalmRules;
  /** Those that look at each commit of each table. */
  private readonly commitRules: readonly { committed(commit: Commit): void }[];
  private table: string;

  /** Looks on from now on: whoever else listens to the world has to do so already. */
  constructor(terms: AuditTerms) {
    this.terms = terms;
    const { world, report, faultsEndMs } = terms;
    const { venue, topic } = world;
    this.table = world.tableName;
    const looking = findings(world.terms.startMs, () => world.time.nowMs(), report);
    this.looking = looking;
    this.older = new OlderRelease(looking);
    const { older } = this;
    const botId = BOT_ID;
    const waiting = (table = world.tableName) => waitingCommands(world.dynamo, table, botId);
    const seen = { venue: venue.state, requests: venue.requests };
    this.orders = orderRules(looking, world);
    this.fills = new FillRules({ ...looking, botId, trades: venue.state.trades });
    this.caps = new CapRules(looking, older);
    this.alerts = new AlertRules(looking, topic.published);
    this.refusals = new RefusalRules(looking, older);
    this.commands = new CommandRules({ ...looking, waiting }, older);
    this.sessions = new SessionRules({ ...looking, venue, hours: terms.hours, botId });
    this.holding = new HoldingRules(looking, (symbol) => this.sessions.isClosed(symbol));
    const { leverages } = venue.state;
    this.entries = new EntryRules({ ...looking, ...seen, paths: world.paths, leverages });
    const documents = () => (world.parameters.get(PARAMETERS) ?? []).map(({ value }) => value);
    this.parameters = new ParameterRules({ ...looking, documents, venue: venue.state });
    this.signals = new SignalRules(looking, world);
    const books = new BookRules(looking);
    const slippage = new SlippageRules({ ...looking, older });
    const movements = new MovementRules({ ...looking, venue: venue.state });
    const { caps, fills: fillRules, commands, holding: holdingRules, alerts: alertRules } = this;
    this.unprotected = new UnprotectedRules({ ...looking, botId, venue: venue.state, older });
    const { sessions, unprotected } = this;
    const money = [caps, fillRules, books, movements, slippage];
    const rowRules = [...money, commands, holdingRules, alertRules, sessions, unprotected];
    this.commits = new CommitRules({
      ...looking,
      botId,
      waitingCommands: waiting,
      older,
      onRow: (row, table) => {
        for (const rules of rowRules) rules.row(row, table);
      },
      onCommit: (commit) => this.committed(commit),
    });
    const isKnown = (entryId: string) => !this.orders.isOfAnother(world.tableName, entryId);
    this.protection = new ProtectionRules({
      ...looking,
      botId,
      venue: venue.state,
      faultsEndMs,
      isKnown,
      watchIntervalMs: () => this.watchIntervalMs(),
    });
    this.unread = new UnreadRules({ ...looking, startMs: world.terms.startMs, waiting, older });
    this.neglect = new NeglectRules({ ...looking, ...seen, botId, isKnown });
    const { commits, alerts, fills, signals, orders, holding, parameters, entries } = this;
    const { refusals, unread } = this;
    const others = [refusals, unread, books, slippage, entries, parameters, sessions];
    this.commitRules = [orders, caps, alerts, ...others];
    this.waits = new WaitRules(looking, world.wire.events);
    const watch = new WatchRules(looking, venue.requests, () => this.waits.isOneWaiting());
    const rules = { commits, alerts, fills, orders, signals, holding, parameters, watch };
    const isUnread = () => this.unread.isSo();
    const isWild = world.terms.markets.some(({ course }) => course !== undefined);
    this.calm = new CalmRules({ ...looking, ...rules, world, botId, faultsEndMs, isWild, isUnread });
    const { protection } = this;
    listenTo(world, { looking, commits, commands, protection, onTable: () => this.followTable() });
  }

  /** After each step of prices, and at each end of an invocation. */
  look(): void {
    const causes = this.terms.causes().filter((name) => !isOfUnread(name));
    if (causes.length > 0) this.calm.met();
    for (const rules of this.noting()) rules.note(causes);
    this.followTable();
    this.unread.look();
    this.orders.look();
    this.fills.look();
    this.entries.look();
    this.sessions.look(this.commits.stateOf(this.table));
    this.alerts.look();
    this.protection.look();
    this.neglect.look();
    this.waits.look();
    this.calm.look();
  }

  /** Something was done to the bot, its account or its table. */
  onHappening(happening: Happening): void {
    this.unread.onHappening(happening);
    this.entries.onHappening(happening);
    this.older.onHappening(happening);
    if (isOfUnread(classOf(happening))) return;
    this.calm.met();
    for (const rules of this.noting()) rules.note([classOf(happening)]);
  }

  private noting(): readonly { note(causes: readonly string[]): void }[] {
    return [this.protection, this.neglect, this.refusals, this.sessions, this.unprotected];
  }

  /** The operator has closed by hand what is not the bot's: it halts for the money of it. */
  onHandTrade(): void {
    this.calm.tradedByHand();
  }

  orderState(): OrderState {
    this.protection.look();
    return orderStateOf(this.commits.stateOf(this.terms.world.tableName), this.protection.isNaked());
  }

  /** The longest time that a position was without a stop, by what kept it so. */
  nakedMs(): Readonly<Record<string, number>> {
    return this.protection.nakedMs();
  }

  private committed(commit: Commit): void {
    for (const rules of this.commitRules) rules.committed(commit);
    this.commands.committed(commit);
    this.holding.committed(commit, this.terms.world.venue.state);
    if (commit.table !== this.terms.world.tableName) return;
    this.calm.committed();
    this.neglect.committed();
    const known = new Set(commit.before?.orders.map(({ clientOrderId }) => clientOrderId));
    const fresh = commit.state.orders.filter(
      ({ leg, clientOrderId }) => leg === 'entry' && !known.has(clientOrderId),
    );
    if (fresh.length > 0) this.signals.entered(fresh.length);
  }

  private followTable(): void {
    const { tableName: table, dynamo } = this.terms.world;
    if (table === this.table) return;
    this.table = table;
    const [items, rows] = [dynamo.items(table, `bot#${BOT_ID}`), dynamo.items(table, `ledger#${BOT_ID}`)];
    this.commands.copied(table, () => this.commits.prime(table, items, rows));
    this.alerts.forgetDue();
    const state = this.commits.stateOf(table);
    if (state !== undefined) this.orders.committed({ table, state, atMs: this.looking.nowMs() });
    this.unread.tableChanged(state);
    this.calm.tableChanged(this.terms.world.terms.timeoutMs);
  }

  private watchIntervalMs(): number {
    const state = this.commits.stateOf(this.terms.world.tableName);
    return inForce(state ?? {}).watchIntervalSeconds * SECOND_MS;
  }
}

function orderRules(looking: Looking, { venue: { requests, state } }: World): OrderRules {
  const { orders, algos, listings } = state;
  return new OrderRules({ ...looking, botId: BOT_ID, requests, orders, algos, listings });
}
