/**
 * The doctor's checks of what a bot keeps, here and in AWS: its item, its rows, its parameters.
 *
 * Invariant: nothing is written; a check that cannot run keeps no other from running.
 */
import { existsSync } from 'node:fs';
import { readingOf } from '../../../../lambda/adapters/aws/parameter-document.ts';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { SCHEMA } from '../../../../lambda/adapters/dynamo/dynamo-items.ts';
import { databaseFolder } from '../../../local/run-record.ts';
import { stagedBot } from '../../../stages.ts';
import { statusOf } from '../../reports/bot-status.ts';
import {
  attentionLines,
  entriesLine,
  lineOf,
  tickLine,
  timesLine,
  passed,
  failed,
  type DoctorLine,
} from '../../reports/doctor-report.ts';
import { minute } from '../../terminal/text-format.ts';
import { placeLines } from '../account/bot-place.ts';
import { entriesNewestFirst, isRow, placeOfRows, type LedgerEntry } from '../../reports/ledger-statement.ts';
import type { Document } from '../../../local/parameter-store.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import type { RunSummary } from '../../../local/bot-snapshot.ts';

export const ASK_AGAIN = 'fix that, then run doctor again';

/** So many rows are one request, whatever the age of the bot. */
const ROWS_LOOKED_AT = 100;

function rowsLine(entries: readonly LedgerEntry[], bot: string | undefined): DoctorLine {
  const problems = entries.flatMap((entry) => (isRow(entry) ? [] : [entry]));
  const [newest] = problems;
  if (newest === undefined) return passed('rows', `the last ${entries.length} are there, and readable`);
  const others = problems.length === 1 ? '' : `, and ${problems.length - 1} more`;
  return failed(
    'rows',
    `${placeOfRows(newest)} ${newest.problem}${others}`,
    `they are left as they are; to list all: ${commandLine('rebuild', bot)}`,
  );
}

/** Which one it is: another one, in memory, may have been started since. */
function runWords(run: RunSummary | undefined): string {
  return run?.id === undefined ? '' : `${run.id}: `;
}

/** The line of a readable item, and those of its contents. */
export async function itemLines(location: BotLocation, nowMs: number): Promise<readonly DoctorLine[]> {
  const { botId, isLocal } = location;
  const bot = isLocal ? undefined : botId;
  const { snapshot, rows } = await location.withLedger(async (found, store) => {
    const last = entriesNewestFirst(store, found.state, { limit: ROWS_LOOKED_AT });
    return { snapshot: found, rows: rowsLine(await Array.fromAsync(last), bot) };
  });
  const { lastTickMs, restrictions, run, isRunning, state } = statusOf(snapshot);
  const stage = stagedBot(botId);
  const activity = isRunning ? 'a run is going on' : 'no run is going on';
  return [
    passed('item', `version ${state.version}, readable: this release writes schema ${SCHEMA}`),
    ...(isLocal ? [] : placeLines(botId, state.ledger)),
    rows,
    ...(isLocal
      ? [
          passed(
            'run',
            `${runWords(run)}${run?.finished === true ? 'finished; the next one begins anew' : activity}`,
          ),
          passed('last tick', `${minute(lastTickMs)} UTC, by the clock of its market`),
        ]
      : [tickLine(lastTickMs, nowMs, stage?.schedule !== 'off', bot)]),
    timesLine(state, nowMs, bot),
    entriesLine(restrictions, bot),
    ...attentionLines(state, bot),
  ];
}

/** Of a document that does not exist; `document` is what is in force. */
function unwrittenLine(name: string, document: Document, bot: string | undefined): DoctorLine {
  const values = Object.entries(document).map(([key, value]) => `${key}=${String(value)}`);
  if (values.length === 0) {
    const change = commandLine('params set NAME=VALUE', bot);
    return passed('parameters', `none are written, and the defaults are in force; to change one: ${change}`);
  }
  const found = `${name} is gone; what was in force stays: ${values.join(' ')}`;
  return failed('parameters', found, commandLine(`params set ${values.join(' ')}`, bot));
}

export async function parameterLines(location: BotLocation): Promise<readonly DoctorLine[]> {
  return location.withParameters(async ({ store, base }) => {
    const { version, document } = await store.read();
    const bot = location.isLocal ? undefined : location.botId;
    if (version === 0 && !location.isLocal) return [unwrittenLine(store.name, document, bot)];
    const reading = readingOf(JSON.stringify({ ...base, ...document }));
    switch (reading.status) {
      case 'valid':
        return [passed('parameters', `valid, version ${version}`)];
      case 'refused':
        return reading.violations.map(({ key, value, bound }) =>
          failed(
            'parameters',
            `${key} = ${JSON.stringify(value) ?? 'nothing'}: ${bound}`,
            `${commandLine(`params set ${key}=…`, bot)}, or --unset ${key}`,
          ),
        );
    }
  });
}

/** @throws InputError when the folder has no run. */
export async function localLines(location: BotLocation, nowMs: number): Promise<readonly DoctorLine[]> {
  if (!existsSync(databaseFolder(location.name))) throw await location.noLedger();
  const begin = `to begin anew: ${commandLine('start --fresh')}`;
  const item = await lineOf('item', begin, () => itemLines(location, nowMs));
  const parameters = await lineOf('parameters', commandLine('start'), () => parameterLines(location));
  return [passed('folder', location.name), ...item, ...parameters];
}
