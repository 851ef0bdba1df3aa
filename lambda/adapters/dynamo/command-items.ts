/**
 * How commands lie in a DynamoDB table. Pure: no calls are made here.
 *
 * | item     | pk            | sk                | attributes                                             |
 * | -------- | ------------- | ----------------- | ------------------------------------------------------ |
 * | command  | `commands#ID` | `COMMAND`         | schema, body (JSON)                                    |
 * | earlier  | `bot#ID`      | `command#COMMAND` | the same, as the releases before this one left it      |
 * | obeyed   | `bot#ID`      | `command#COMMAND` | obeyed, body (words): in place of an earlier one       |
 *
 * - Commands have a partition of their own, so that whoever may leave one cannot write the bot's item.
 * - Those that an earlier clone leaves beside the item are obeyed, too. The function may delete nothing there, because
 *   it could delete the item. So it puts words in their place, which this release passes over. To an earlier one, after
 *   a rollback, they are a command that it cannot read: a pause, which opens nothing and says why.
 *
 * A command that cannot be read stops nothing, because it must not keep the bot from its exits. Its sender wanted
 * something of the bot, though, and nobody knows what. So it counts as a pause, which opens nothing until the operator
 * resumes. It leaves a row with the reason.
 */
import { isDeepStrictEqual } from 'node:util';
import { NO_TIME_MS, type OperatorCommand } from '../../core/ledger/operator-command.ts';
import { ItemError, SCHEMA, botPartition, nameOf, parse, type Item } from './dynamo-items.ts';
import { commandSchema } from './state-schema.ts';
import { toJson } from './stored-json.ts';

/** `apart` from the bot's item, in a partition of its own; or `beside` it, where earlier releases read and write. */
export type CommandPlace = 'apart' | 'beside';

/** The sender of the pause that stands for an unreadable command, and the characters that it quotes at most. */
const UNREADABLE = 'an unreadable command';
const QUOTED_CHARACTERS_MAX = 200;

const PREFIX_BESIDE = 'command#';

export function commandsPartition(botId: string): string {
  return `commands#${botId}`;
}

export function commandKey(botId: string, commandId: string, place: CommandPlace = 'apart'): Item {
  return place === 'apart'
    ? { pk: { S: commandsPartition(botId) }, sk: { S: commandId } }
    : { pk: { S: botPartition(botId) }, sk: { S: `${PREFIX_BESIDE}${commandId}` } };
}

/** @throws ItemError when it could not be read again. */
export function commandItem(botId: string, command: OperatorCommand, place: CommandPlace = 'apart'): Item {
  const item: Item = {
    ...commandKey(botId, command.id, place),
    schema: { N: String(SCHEMA) },
    body: { S: toJson(command) },
  };
  const parsed = parse(commandSchema, item);
  if (parsed.isReadable) return item;
  throw new ItemError(`${nameOf(item)} ${parsed.problem}. It is not written`);
}

/** What is left of a command beside the item. */
export function obeyedItem(botId: string, commandId: string): Item {
  const body = 'A later release has obeyed this command, and may delete nothing here.';
  return { ...commandKey(botId, commandId, 'beside'), obeyed: { N: '1' }, body: { S: body } };
}

/** Whether an item of the bot's own partition is a command that waits. */
export function isWaitingBeside({ sk, obeyed }: Item): boolean {
  return sk?.S?.startsWith(PREFIX_BESIDE) === true && obeyed === undefined;
}

/** The command in an item; where it cannot be read, a pause. */
export function readCommand(item: Item): OperatorCommand {
  const id = idIn(item);
  const parsed = parse(commandSchema, item);
  if (parsed.isReadable && parsed.value.id === id) return parsed.value;
  const problem = parsed.isReadable ? `says in its body that it is ${parsed.value.id}` : parsed.problem;
  const written = item.body?.S?.slice(0, QUOTED_CHARACTERS_MAX) ?? 'nothing';
  const why = `${nameOf(item)} ${problem}. It is taken as a pause. What was written: ${written}`;
  return { id, kind: 'pause', accept: false, issuedBy: UNREADABLE, issuedAtMs: NO_TIME_MS, why };
}

function idIn({ pk, sk }: Item): string {
  const key = sk?.S ?? '';
  return pk?.S?.startsWith(commandsPartition('')) === true ? key : key.slice(PREFIX_BESIDE.length);
}

/** Whether two items hold the same command. */
export function isSameCommand(left: Item, right: Item): boolean {
  return isDeepStrictEqual(readCommand(left), readCommand(right));
}
