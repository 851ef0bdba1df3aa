/**
 * `scalper params get|set|diff|history`: the written parameters of a bot, and changes to them.
 */
import type { Command } from 'commander';
import {
  PARAMETER_NAMES,
  isParameterName,
  parametersSchema,
  parseParameters,
  type BotParameters,
} from '../../../../lambda/config.ts';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { changesBetween } from '../../../../lambda/core/control/parameter-changes.ts';
import { InputError } from '../../../input-error.ts';
import type { BotState } from '../../../../lambda/core/bot-state.ts';
import type { EventOf } from '../../../../lambda/core/ledger/ledger-events.ts';
import type { LedgerStore } from '../../../../lambda/ports.ts';
import { noteProblems } from '../books/row-problems.ts';
import { entriesNewestFirst, isRow, type LedgerEntry } from '../../reports/ledger-statement.ts';
import { changeParameters, type ParameterVersion } from '../../../local/parameter-store.ts';
import { userName } from './operator-commands.ts';
import { minute } from '../../terminal/text-format.ts';
import { assignment } from '../options.ts';
import { parameterTable } from '../../screens/parameters-screen.ts';
import { locateBot, withBotOptions, type BotOptions } from '../locate-bot.ts';
import type { ParameterLocation } from '../../../local/bot-location.ts';
import { columns, screenWidth } from '../../terminal/columns.ts';
import { print, printJson } from '../../terminal/output.ts';

export interface WrittenOptions extends BotOptions {
  readonly json?: true;
  readonly unset?: readonly string[];
}

export function addWrittenParameters(params: Command): void {
  withBotOptions(params.command('get'))
    .description('print the complete set that the next tick will use; with a name, only its value')
    .argument('[name]')
    .action((name: string | undefined, _options: unknown, command: Command) => get(name, given(command)));
  withBotOptions(params.command('set'))
    .description('change parameters: the whole set is validated, then written; the next tick uses it')
    .argument('[name=value...]')
    .option('--unset <names...>', 'reset to the default; in a local run, to the value it was started with')
    .action((pairs: readonly string[], _options: unknown, command: Command) => set(pairs, given(command)));
  withBotOptions(params.command('diff'))
    .description('list the parameters that differ from their default, and those not yet in force')
    .action((_options: unknown, command: Command) => diff(given(command)));
  withBotOptions(params.command('history'))
    .description('list every written version, and every change that came into force')
    .action((_options: unknown, command: Command) => history(given(command)));
}

/** `--json` belongs to `params` as well, which takes it first. */
function given(command: Command): WrittenOptions {
  return command.optsWithGlobals<WrittenOptions>();
}

function wanted({ base }: Pick<ParameterLocation, 'base'>, { document }: ParameterVersion, name: string) {
  return parseParameters({ ...base, ...document }, [], name);
}

export async function get(name: string | undefined, { json, ...where }: WrittenOptions): Promise<void> {
  const location = await locateBot(where);
  const { version, parameters } = await location.withParameters(async (there) => {
    const latest = await there.store.read();
    return { version: latest.version, parameters: wanted(there, latest, there.store.name) };
  });
  if (name !== undefined) {
    if (!isParameterName(name))
      throw new InputError(`${name}: no such parameter; ${commandLine('params')} lists them`);
    if (json) printJson(parameters[name]);
    else print(String(parameters[name]));
  } else if (json) printJson(parameters);
  else print([...parameterTable(parameters, screenWidth()), `Version ${version} of ${location.name}.`]);
}

async function set(pairs: readonly string[], { json, unset = [], ...where }: WrittenOptions): Promise<void> {
  const values = Object.fromEntries([
    ...pairs.map(assignment),
    ...unset.map((name) => [name, undefined] as const),
  ]);
  if (Object.keys(values).length === 0)
    throw new InputError('name a parameter and its value, such as targetPct=0.2');
  const unknown = unset.find((name) => !isParameterName(name));
  if (unknown !== undefined) throw new InputError(`--unset ${unknown}: no such parameter`);
  const location = await locateBot(where);
  if (location.isLocal && values.mode === 'live') {
    throw new InputError('mode = "live": a run of this folder trades on paper only');
  }
  const { version, before, after } = await location.withParameters(({ store, base }) =>
    changeParameters(store, { values, base, by: userName(), nowMs: Date.now() }),
  );
  const changes = changesBetween(PARAMETER_NAMES, before, after);
  if (json) return printJson({ version, changes });
  for (const { name, from, to } of changes) print(`${name}: ${from} → ${to}`);
  if (changes.length === 0) print('No value has changed.');
  print(`Version ${version} of ${location.name}; the next tick uses it.`);
}

async function diff({ json, ...where }: WrittenOptions): Promise<void> {
  const location = await locateBot(where);
  const snapshot = await location.find();
  const parameters = await location.withParameters(async (there) =>
    wanted(there, await there.store.read(), there.store.name),
  );
  const defaults = parseParameters({});
  const inForce = validOrNone(snapshot?.state.parameters ?? snapshot?.run?.parameters) ?? defaults;
  const rows = PARAMETER_NAMES.filter(
    (name) => parameters[name] !== defaults[name] || parameters[name] !== inForce[name],
  ).map((name) => ({
    name,
    default: defaults[name],
    written: parameters[name],
    inForce: inForce[name],
  }));
  if (json) return printJson(rows);
  if (rows.length === 0) return print('Everything is at its default, and in force.');
  const cells = rows.map((row) => [
    row.name,
    String(row.default),
    String(row.written),
    row.written === row.inForce ? '' : `in force with the next tick; now ${row.inForce}`,
  ]);
  const head = ['parameter', 'default', 'written', ''];
  print(columns(['left', 'right', 'right', 'left'], [head, ...cells]));
}

function validOrNone(written: unknown): BotParameters | undefined {
  return written === undefined ? undefined : parametersSchema.safeParse(written).data;
}

/** Oldest first. Of the rows no more is held: a bot has had millions of others. */
async function changesInForce(store: LedgerStore, state: BotState) {
  const changes: EventOf<'parameters-changed'>[] = [];
  const problems: LedgerEntry[] = [];
  for await (const entry of entriesNewestFirst(store, state, { all: true })) {
    if (!isRow(entry)) problems.push(entry);
    else if (entry.row.event.kind === 'parameters-changed') changes.push(entry.row.event);
  }
  return { changes: changes.toReversed(), problems: problems.toReversed() };
}

async function history({ json, ...where }: WrittenOptions): Promise<void> {
  const location = await locateBot(where);
  const versions = await location.withParameters(({ store }) => store.history());
  const { changes, problems } = await location.withLedger(({ state }, store) => changesInForce(store, state));
  noteProblems(problems);
  if (json) return printJson({ written: versions, inForce: changes });
  const written = versions.map(({ version, atMs, by, document }) => [
    String(version),
    minute(atMs),
    by,
    JSON.stringify(document),
  ]);
  print('Written versions, newest first');
  print(written.length === 0 ? '  none' : columns(['right', 'left', 'left', 'left'], written));
  print(['', 'Changes in force, by the time of their tick']);
  const lines = changes.flatMap(({ atMs, changes: each }) =>
    each.map(({ name, from, to }) => `${minute(atMs)}  ${name}: ${from} → ${to}`),
  );
  print(lines.length === 0 ? '  none since the start' : lines);
}
