/**
 * `scalper flatten --direct`: closes all positions and orders of a bot at the exchange, without the bot.
 *
 * - The pause is written first, so that the bot does not open the positions again.
 * - If the pause cannot be written, the command says so and closes everything all the same.
 * - A bot that is at the other place than infra/stages.ts says, the exchange or its demo, is refused; where its item cannot be
 *   read, infra/stages.ts is believed.
 */
import { setTimeout } from 'node:timers/promises';
import type { OperatorCommand } from '../../../../lambda/core/ledger/operator-command.ts';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { failureOf } from '../../../../lambda/adapters/market/venue-error.ts';
import { InputError } from '../../../input-error.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import { requireSamePlace } from './bot-place.ts';
import { DirectFlattener } from './direct-flatten.ts';
import { liveAccount, type AccountOptions } from './live-account.ts';
import { locateBot } from '../locate-bot.ts';
import { print } from '../../terminal/output.ts';
import { wordsOf } from '../../../caught-words.ts';

export interface DirectOptions extends AccountOptions {
  /** Written before anything is closed. @param nowMs by the bot's clock */
  readonly pause: (nowMs: number) => OperatorCommand;
  /** Asks the operator; always yes with --yes. */
  readonly confirm: (question: string) => Promise<boolean>;
}

export async function flattenDirect(options: DirectOptions): Promise<void> {
  const { pause, confirm, ...where } = options;
  const location = await locateBot(where);
  await requireItsPlace(location, where.bot);
  const account = await liveAccount(where);
  const { client, clock, isDemo } = account;
  const at = isDemo ? "the exchange's demo" : 'the exchange';
  try {
    await clock.measure(client);
    const listings = await account.listings();
    const { botId } = location;
    const flattener = new DirectFlattener({ client, botId, listings, clock, pause: setTimeout, print });
    if (!(await confirm(await questionOf(flattener, at)))) {
      return print('Nothing was done.');
    }
    const isPaused = await leavePause(location, pause);
    const isFlat = await flattener.flatten();
    print(
      isFlat
        ? `Flat: bot ${botId} has nothing open at ${at}.`
        : 'Not flat: close what is left at the exchange by hand.',
    );
    const status = commandLine('status', where.bot);
    if (isFlat)
      print(`Its next tick books the closed positions, and halts. How to accept that is shown by: ${status}`);
    // Asked last: nothing keeps what is open from being closed.
    const doubt = isPaused ? await location.whyUnread() : undefined;
    if (doubt !== undefined) print(`The pause may not be read. ${doubt}`);
    if (!isFlat || !isPaused || doubt !== undefined) process.exitCode = 1;
  } catch (error) {
    if (error instanceof InputError) throw error;
    print(
      `${at.charAt(0).toUpperCase()}${at.slice(1)} could not be reached: ${failureOf(error).message}. Close open positions there by hand.`,
    );
    process.exitCode = 1;
  }
}

/** @throws InputError when its item says that the bot is at the other place. */
async function requireItsPlace(location: BotLocation, bot: string | undefined): Promise<void> {
  const found = await location.find().catch((error: unknown) => {
    const why = wordsOf(error);
    print(`Whether the bot is at the exchange or at its demo is taken from infra/stages.ts: ${why}`);
    return undefined;
  });
  if (found !== undefined) requireSamePlace(bot, found.state.ledger);
}

/** @param at which of the two it is done at: the exchange, or its demo. */
async function questionOf(flattener: DirectFlattener, at: string): Promise<string> {
  const open = flattener.ownPositions(await flattener.snapshot());
  const words = open.map(({ side, quantity, symbol }) => `the ${side} of ${quantity} in ${symbol}`);
  return words.length === 0
    ? `No position is open. Pause the bot, and cancel its resting orders at ${at}?`
    : `Pause the bot, and close at the market of ${at}: ${words.join(', ')}?`;
}

/** Dated by the clock of AWS, like any other command: a wrong one here makes it not too late. */
export async function leavePause(
  location: Pick<BotLocation, 'issue' | 'clockAheadMs'>,
  pause: DirectOptions['pause'],
): Promise<boolean> {
  try {
    await location.issue(pause(Date.now() + (await location.clockAheadMs())));
    print('The pause is left for the next tick: from then on the bot opens nothing.');
    return true;
  } catch (error) {
    const why = wordsOf(error);
    print(`The pause could not be written, and the bot may open positions again: ${why}`);
    return false;
  }
}
