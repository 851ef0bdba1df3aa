/**
 * Which halt does `resume --accept` accept?
 *
 * The one that it names, or the one that stands, once its operator has seen the cause and says yes. Never whatever halt
 * stands when the tick comes.
 */
import { InvalidArgumentError } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { haltName } from '../../../../lambda/core/control/halt.ts';
import { InputError } from '../../../input-error.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import { namedBot } from '../../../local/run-record.ts';
import { minute } from '../../terminal/text-format.ts';

/** As typed: capitals are no difference. */
export function haltNamed(written: string): string {
  const name = written.toLowerCase();
  if (!/^[0-9a-z]{6}$/.test(name)) {
    throw new InvalidArgumentError('A halt has a name of six letters and digits: status shows it.');
  }
  return name;
}

/** `none`: the bot is not halted. */
export type Accepted = { readonly halt: string } | 'none' | 'not accepted';

/** @param confirm asks a person; absent where none is there. */
export async function haltToAccept(
  location: Pick<BotLocation, 'find' | 'botId'>,
  confirm: ((question: string) => Promise<boolean>) | undefined,
): Promise<Accepted> {
  const halted = (await location.find())?.state.ledger.halted;
  if (halted === undefined) return 'none';
  const name = haltName(halted);
  const since = `halted since ${minute(halted.sinceMs)} UTC: ${halted.cause}`;
  if (confirm === undefined) {
    const accepting = commandLine(`resume --accept ${name}`, namedBot(location.botId));
    throw new InputError(
      `bot ${location.botId} is ${since}. To accept that where no terminal can ask: ${accepting}`,
    );
  }
  return (await confirm(`Bot ${location.botId} is ${since}. Accept that?`)) ? { halt: name } : 'not accepted';
}
