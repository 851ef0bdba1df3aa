/**
 * The doctor's checks of a bot, here and in AWS.
 *
 * Invariant: nothing is written; a check that cannot run keeps no other from running.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readingOf } from '../../../../lambda/adapters/aws/parameter-document.ts';
import { parseJson } from '../../../../lambda/adapters/parse-json.ts';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { SCHEMA } from '../../../../lambda/adapters/dynamo/dynamo-items.ts';
import { InputError } from '../../../input-error.ts';
import { databaseFolder } from '../../../local/run-record.ts';
import { STAGE } from '../../../stages.ts';
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
import { entriesNewestFirst, isRow, placeOfRows, type LedgerEntry } from '../../reports/ledger-statement.ts';
import type { Document } from '../../../local/parameter-store.ts';
import type { BotLocation } from '../../../local/bot-location.ts';

/** With a larger difference, times on the screen would mislead. */
const CLOCK_OFF_MAX_MS = 5_000;

const ASK_AGAIN = 'fix that, then run doctor again';

export interface AwsWhere {
  readonly botId: string;
  readonly region: string;
  readonly stage: string;
  readonly table: string | undefined;
}

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

/** The line of a readable item, and those of its contents. */
async function itemLines(location: BotLocation, nowMs: number): Promise<readonly DoctorLine[]> {
  const { botId, isLocal } = location;
  const bot = isLocal ? undefined : botId;
  const { snapshot, rows } = await location.withLedger(async (found, store) => {
    const last = entriesNewestFirst(store, found.state, { limit: ROWS_LOOKED_AT });
    return { snapshot: found, rows: rowsLine(await Array.fromAsync(last), bot) };
  });
  const { lastTickMs, restrictions, run, isRunning, state } = statusOf(snapshot);
  const stage = STAGE.bots.find(({ id }) => id === botId);
  const activity = isRunning ? 'a run is going on' : 'no run is going on';
  return [
    passed('item', `version ${state.version}, readable: this release writes schema ${SCHEMA}`),
    rows,
    ...(isLocal
      ? [
          passed('run', run?.finished === true ? 'finished; the next one begins anew' : activity),
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

async function parameterLines(location: BotLocation): Promise<readonly DoctorLine[]> {
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
  const parameters = await lineOf('parameters', 'npm start', () => parameterLines(location));
  return [passed('folder', location.name), ...item, ...parameters];
}

export async function awsLines(
  location: BotLocation,
  where: AwsWhere,
  nowMs: number,
): Promise<readonly DoctorLine[]> {
  const { botId, region, stage } = where;
  const deploy = `npx cdk deploy --all, or name --region and --stage (infra/README.md, "Deploy")`;
  const checks = [
    lineOf('stack', deploy, () => stackLine(where)),
    lineOf('table', deploy, () => tableLines(where)),
    lineOf('item', commandLine('tail', botId), () => itemLines(location, nowMs)),
    lineOf('parameters', commandLine('params set', botId), () => parameterLines(location)),
    lineOf('schedule', ASK_AGAIN, () => scheduleLine(where)),
    lineOf('alarms', ASK_AGAIN, () => alarmLines(botId, `${stage}-Trader`, region)),
  ];
  if (STAGE.bots.some(({ id, allowLive }) => id === botId && allowLive === true)) {
    checks.push(lineOf('secrets', ASK_AGAIN, () => secretLines(botId, region)));
  }
  return (await Promise.all(checks)).flat();
}

async function stackLine({ botId, region, stage }: AwsWhere): Promise<DoctorLine> {
  const [{ outputsOf }, { plainId }] = await Promise.all([
    import('../../../remote/stack-outputs.ts'),
    import('../../../constructs/parameter-names.ts'),
  ]);
  const stack = `${stage}-Trader`;
  if ((await outputsOf(stack, region)).has(`${plainId(botId)}Logs`)) {
    return passed('stack', `${stack} in ${region} has the bot ${botId}`);
  }
  throw new InputError(`${stack} in ${region} has no bot ${botId}`);
}

async function tableLines(where: AwsWhere): Promise<readonly DoctorLine[]> {
  const { usedTable } = await import('../../../remote/used-table.ts');
  const { tableFacts } = await import('../../../remote/aws-facts.ts');
  const table = where.table ?? (await usedTable(where)).table;
  const facts = await tableFacts(table, where.region);
  const missing = [
    ...(facts.key.join(', ') === 'pk, sk' ? [] : [`its key is ${facts.key.join(', ')}, not pk, sk`]),
    ...(facts.status === 'ACTIVE' ? [] : [`it is ${facts.status}`]),
    ...(facts.isProtected ? [] : ['it is not protected from deletion']),
    ...(facts.hasPointInTimeRecovery ? [] : ['it cannot be restored to a point in time']),
  ];
  const line =
    missing.length === 0
      ? passed('table', `${table}: active, protected from deletion, restorable to a point in time`)
      : failed(
          'table',
          `${table}: ${missing.join('; ')}`,
          `to restore its settings: npx cdk deploy ${where.stage}-Ledger`,
        );
  return [line, clockLine(facts.clockAheadMs)];
}

function clockLine(aheadMs: number | undefined): DoctorLine {
  if (aheadMs === undefined) {
    return { check: 'clock', status: 'unasked', found: 'AWS did not tell its time', todo: ASK_AGAIN };
  }
  const seconds = (Math.abs(aheadMs) / 1000).toFixed(1);
  const found = `this machine is ${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} AWS`;
  if (Math.abs(aheadMs) <= CLOCK_OFF_MAX_MS) return passed('clock', found);
  return failed('clock', found, 'set the clock of this machine: timedatectl set-ntp true');
}

/** A scheduled event comes twice now and then; this often in half an hour, it is a second schedule. */
const SECOND_TICKS_MAX = 3;

const tickSchema = z.object({
  message: z.literal('tick'),
  lostRaces: z.number().optional(),
  noEntry: z.string().optional(),
});

async function scheduleLine(where: AwsWhere): Promise<DoctorLine> {
  const { logOfBot } = await import('../../../remote/cloudwatch-log.ts');
  const lines = await (await logOfBot(where)).next();
  const ticks = lines.flatMap((line) => tickSchema.safeParse(parseJson(line)).data ?? []);
  const second = ticks.filter(({ lostRaces = 0, noEntry }) => lostRaces > 0 || noEntry === 'repeated-tick');
  const found = `${second.length} of ${ticks.length} ticks of the last half hour found another one in their minute`;
  if (second.length <= SECOND_TICKS_MAX) return passed('schedule', found);
  return failed(
    'schedule',
    `${found}: two schedules run this bot`,
    'leave one: look for a second deployment or rule in EventBridge (aws events list-rules)',
  );
}

async function alarmLines(botId: string, stack: string, region: string): Promise<readonly DoctorLine[]> {
  const { alarmsOf } = await import('../../../remote/aws-facts.ts');
  const alarms = await alarmsOf(botId, stack, region);
  if (alarms.length === 0) {
    return [
      failed(
        'alarms',
        `${stack} in ${region} has none for ${botId}`,
        `to make them: npx cdk deploy ${stack}`,
      ),
    ];
  }
  const inAlarm = alarms.filter(({ state }) => state === 'ALARM');
  if (inAlarm.length > 0) {
    return inAlarm.map(({ name, meaning }) =>
      failed('alarms', `${name} is in alarm: ${meaning}`, commandLine('status', botId)),
    );
  }
  const silent = alarms.filter(({ state }) => state !== 'OK').length;
  return [
    passed(
      'alarms',
      `${alarms.length}, none is in alarm${silent === 0 ? '' : `; ${silent} have too little data yet`}`,
    ),
  ];
}

async function secretLines(botId: string, region: string): Promise<readonly DoctorLine[]> {
  const { secretsOf } = await import('../../../remote/ssm-parameter-store.ts');
  return (await secretsOf(botId, region)).map(({ name, changedMs }) =>
    changedMs === undefined
      ? failed('secrets', `${name} is not stored`, commandLine('secrets set', botId))
      : passed('secrets', `${name}, written ${minute(changedMs)} UTC`),
  );
}
