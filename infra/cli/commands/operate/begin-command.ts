/**
 * `scalper begin`: a bot begins anew, with the balance of its parameters, in a new epoch of the same ledger.
 *
 * - It is confirmed by the operator, or by --yes.
 * - Nothing may be open: neither in the item nor, where real money may be traded, at the exchange, or its demo.
 * - The bot must be where infra/stages.ts says, the exchange or its demo: there nothing may be open.
 * - It is one conditional write: a tick that comes in between is never undone, and loses nothing.
 * - An item that is missing is made anew, after the epochs whose rows are there.
 */
import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { parseParameters } from '../../../../lambda/config.ts';
import { withCommandLines } from '../../../../lambda/adapters/command-line.ts';
import { modeOf, tradedAs, type BotState } from '../../../../lambda/core/bot-state.ts';
import { beginEpoch, beginWithoutItem, isFlat } from '../../../../lambda/core/control/epoch.ts';
import { replay } from '../../../../lambda/core/ledger/ledger.ts';
import type { LedgerRow } from '../../../../lambda/core/ledger/ledger-events.ts';
import { isReadable } from '../../../../lambda/core/ledger/stored-row.ts';
import type { LedgerState } from '../../../../lambda/core/ledger/ledger-state.ts';
import { EMPTY_ACCOUNT } from '../../../../lambda/core/paper/paper-account.ts';
import { toDollars, usd, type Usd } from '../../../../lambda/core/units.ts';
import { InputError } from '../../../input-error.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import { requireNextTick } from '../../../local/bot-snapshot.ts';
import { namedBot } from '../../../local/run-record.ts';
import { hasAccount, stagedBot } from '../../../stages.ts';
import { beginQuestion, beginScreen } from '../../screens/begin-screen.ts';
import { requireSamePlace } from '../account/bot-place.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { confirmed } from '../../terminal/confirmed.ts';
import { reason, userName } from './operator-commands.ts';
import { print, printJson } from '../../terminal/output.ts';

interface BeginOptions extends BotOptions {
  readonly why?: string;
  readonly yes?: true;
  readonly json?: true;
}

export function addBeginCommand(program: Command): void {
  withBotOptions(program.command('begin'))
    .description('begin anew with the balance of the parameters, in a new epoch; nothing may be open')
    .option('--why <text>', 'the reason, for the ledger', reason)
    .option('--yes', 'do not ask for confirmation; needed where the input is no terminal')
    .option('--json', 'print JSON')
    .action(begin);
}

/** What is there: the item, or what its rows say of one that is missing. */
type Held =
  | { readonly kind: 'item'; readonly state: BotState }
  | {
      readonly kind: 'missing';
      readonly lastEpoch: number;
      readonly lastRowMs: number | undefined;
      readonly lost: LedgerState | undefined;
    };

async function begin({ why = '', yes, json, ...where }: BeginOptions): Promise<void> {
  if (yes === undefined && !process.stdin.isTTY) {
    throw new InputError('begin ends an epoch: add --yes where no terminal can ask for confirmation');
  }
  const location = await locateBot(where);
  const held = await heldIn(location);
  const ledger = held.kind === 'item' ? held.state.ledger : held.lost;
  if (ledger !== undefined) requireSamePlace(where.bot, ledger);
  if (held.kind === 'item') requireFlat(location, held.state);
  const { botId } = location;
  const staged = stagedBot(where.bot);
  const mayBeLive = staged !== undefined && hasAccount(staged);
  if (mayBeLive || (held.kind === 'item' && modeOf(held.state) === 'live'))
    await requireFlatAccount(where, botId);
  const balanceUsd = await location.withParameters(async ({ store, base }) => {
    const { document } = await store.read();
    return usd(parseParameters({ ...base, ...document }, [], store.name).startingBalanceUsd);
  });
  const question = beginQuestion(botId, ledger, balanceUsd);
  if (yes === undefined && !(await confirmed(question, process.stdin, process.stdout))) {
    print(json ? 'null' : 'Nothing was done.');
    return;
  }
  const begun = await write(location, held, { balanceUsd, asked: { by: userName(), why } });
  const { epoch } = begun.ledger;
  if (json) printJson({ bot: botId, epoch, balanceUsd: toDollars(balanceUsd) });
  else print(beginScreen(begun, held.kind === 'item' ? tradedAs(held.state) : 'paper'));
}

async function heldIn(location: BotLocation): Promise<Held> {
  const snapshot = await location.find();
  if (snapshot !== undefined) {
    requireNextTick(location.name, snapshot);
    return { kind: 'item', state: snapshot.state };
  }
  const missing = await location.withStore(async (store): Promise<Held | undefined> => {
    const lastEpoch = await store.lastEpoch(location.botId);
    if (lastEpoch === undefined) return undefined;
    const rows = await Array.fromAsync(store.rows(location.botId, lastEpoch));
    const last = rows.at(-1);
    const lastRowMs = last === undefined ? undefined : isReadable(last) ? last.event.atMs : last.atMs;
    const readable = rows.filter((row) => isReadable(row));
    const lost = readable.length === rows.length ? replayed(lastEpoch, readable) : undefined;
    return { kind: 'missing', lastEpoch, lastRowMs, lost };
  });
  if (missing === undefined) throw await location.noLedger();
  return missing;
}

/** The ledger by rows that no item counts; `undefined` where they contradict each other. */
function replayed(epoch: number, rows: readonly LedgerRow[]): LedgerState | undefined {
  try {
    return replay(epoch, rows);
  } catch {
    return undefined;
  }
}

function requireFlat({ name, botId }: BotLocation, state: BotState): void {
  if (isFlat(state)) return;
  const open = state.ledger.positions.map(({ side, symbol }) => `a ${side} in ${symbol}`);
  const what = open.length === 0 ? 'orders are in flight' : `${open.join(', ')} open`;
  throw new InputError(
    withCommandLines(
      `${name}: ${what}. Close everything first: {flatten}, then run begin again`,
      namedBot(botId),
    ),
  );
}

/** @throws InputError when the account holds a position, or cannot be read. */
async function requireFlatAccount(where: BotOptions, botId: string): Promise<void> {
  const [{ liveAccount }, { DirectFlattener }, { failureOf }] = await Promise.all([
    import('../account/live-account.ts'),
    import('../account/direct-flatten.ts'),
    import('../../../../lambda/adapters/market/venue-error.ts'),
  ]);
  const exchange = await liveAccount(where);
  const { client, clock } = exchange;
  let open: readonly string[];
  try {
    await clock.measure(client);
    const pause = () => Promise.resolve();
    const account = { client, botId, listings: await exchange.listings(), clock, pause, print: () => {} };
    const { positions } = await new DirectFlattener(account).snapshot();
    open = positions.map(({ side, quantity, symbol }) => `a ${side} of ${quantity} in ${symbol}`);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `the account at the exchange could not be read, and may have positions: ${failureOf(error).message}`,
      { cause: error },
    );
  }
  if (open.length === 0) return;
  throw new InputError(
    withCommandLines(
      `the exchange holds ${open.join(', ')}. Close everything first: {flatten --direct}`,
      where.bot,
    ),
  );
}

interface Beginning {
  readonly balanceUsd: Usd;
  readonly asked: { readonly by: string; readonly why: string };
}

async function write(location: BotLocation, held: Held, beginning: Beginning): Promise<BotState> {
  const beginnerId = `begin/${randomUUID()}`;
  const terms = (marketMs: number | undefined) => {
    return { ...beginning, beginnerId, atMs: atMsOf(location, marketMs) };
  };
  const [begun, version] =
    held.kind === 'item'
      ? [beginEpoch(held.state, { ...terms(held.state.tickMs), account: EMPTY_ACCOUNT }), held.state.version]
      : [beginWithoutItem(location.botId, held, terms(held.lastRowMs)), 0];
  const next = { ...begun, version: version + 1 };
  const written = await location.withStore((store) => store.commit(next, version, beginnerId));
  if (written === 'committed') return next;
  throw new InputError(
    `${location.name}: a tick came in between, and nothing was written; run the command again`,
  );
}

/** The clock of a local run is its market's. */
function atMsOf({ isLocal }: BotLocation, marketMs: number | undefined): number {
  return isLocal && marketMs !== undefined ? marketMs : Date.now();
}
