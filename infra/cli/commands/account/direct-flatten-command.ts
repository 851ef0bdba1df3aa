/**
 * `scalper flatten --direct`: closes everything of a bot at the exchange, without the bot.
 *
 * Invariants: the pause is written first, so that the bot does not open again what was closed; where that fails it is
 * said, and everything is closed all the same.
 */
import { setTimeout } from 'node:timers/promises';
import type { OperatorCommand } from '../../../../lambda/core/ledger/operator-command.ts';
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import { DirectFlattener } from './direct-flatten.ts';
import { InputError } from '../../../input-error.ts';
import { liveAccount, type AccountOptions } from './live-account.ts';
import { locateBot } from '../locate-bot.ts';

export interface DirectOptions extends AccountOptions {
  /** Written before anything is closed. */
  readonly pause: OperatorCommand;
  /** Asks the person; always yes with --yes. */
  readonly confirm: (question: string) => Promise<boolean>;
}

export async function flattenDirect(options: DirectOptions): Promise<void> {
  const { pause, confirm, ...where } = options;
  const location = await locateBot(where);
  const account = await liveAccount(where);
  const { client, clock } = account;
  const tell = (line: string) => console.log(line);
  try {
    await clock.measure(client);
    const listings = await account.listings();
    const { botId } = location;
    const flattener = new DirectFlattener({ client, botId, listings, clock, pause: setTimeout, tell });
    if (!(await confirm(await questionOf(flattener)))) {
      return tell('Nothing was done.');
    }
    const isPaused = await leavePause(() => location.issue(pause), tell);
    const isFlat = await flattener.flatten();
    tell(isFlat ? `Flat: bot ${botId} has nothing open at the exchange.` : 'Not flat: look at the exchange.');
    if (isFlat) tell('Its next tick books what was closed, and halts until `scalper resume --accept`.');
    if (!isFlat || !isPaused) process.exitCode = 1;
  } catch (error) {
    if (error instanceof InputError) throw error;
    tell(`The exchange could not be asked: ${failureOf(error).message}. Close by hand what is open there.`);
    process.exitCode = 1;
  }
}

async function questionOf(flattener: DirectFlattener): Promise<string> {
  const open = flattener.ownPositions(await flattener.look());
  const words = open.map(({ side, quantity, symbol }) => `the ${side} of ${quantity} in ${symbol}`);
  return words.length === 0
    ? 'No position is open. Pause the bot and cancel what rests of its orders at the exchange?'
    : `Pause the bot, and close at the market: ${words.join(', ')}?`;
}

async function leavePause(leave: () => Promise<void>, tell: (line: string) => void): Promise<boolean> {
  try {
    await leave();
    tell('Paused: the bot opens nothing from its next tick on.');
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    tell(`The pause could not be written, and the bot may open again: ${why}`);
    return false;
  }
}
