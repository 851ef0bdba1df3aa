/**
 * Which run does the local folder hold, and may this one go on with it?
 *
 * - A finished run begins anew.
 * - An unfinished one goes on with the same market, symbols, seed and parameters, or not at all.
 */
import { createHash } from 'node:crypto';
import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { commandLine, shellWord } from '../../lambda/adapters/command-line.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { symbolsOfList } from '../../lambda/adapters/symbol-names.ts';
import { PARAMETER_NAMES, type BotParameters } from '../../lambda/config.ts';
import { readText } from '../files/bounded-text.ts';
import { makeOwnFolder, replaceOwnFile, requireOwnContents } from '../files/owner-only.ts';
import { sessionsText } from '../market/sessions/session-text.ts';
import { InputError } from '../input-error.ts';
import { logFile } from './log-file.ts';
import type { ChosenMarket } from '../market/market-source.ts';
import { marketName } from '../results/run-market-kind.ts';

/** The bot of the local run. */
export const LOCAL_BOT = 'local';

/** The bot for `--bot` in a command line; `undefined` for the local run, which needs no name. */
export function namedBot(botId: string): string | undefined {
  return botId === LOCAL_BOT ? undefined : botId;
}

const SYMBOLS_DIVIDER = ', ';

/** What a folder says of its run, whatever its parameters are. */
export const runSchema = z.object({
  market: z.string(),
  symbols: symbolsOfList(SYMBOLS_DIVIDER),
  seed: z.number().nullable(),
  finished: z.boolean(),
  parameters: z.unknown(),
  /** Of its result. Absent in the record of an earlier release. */
  id: z.string().exactOptional(),
  /** When it was started, or gone on with, for the last time. */
  startedMs: z.number().exactOptional(),
  /** How it was started, as words of a shell without the launcher. */
  words: z.string().exactOptional(),
});

const recordSchema = runSchema.extend({
  candles: z.string(),
  parameters: z.record(z.string(), z.union([z.string(), z.number()])),
});

type RunRecord = z.output<typeof recordSchema>;

/**
 * Where local runs are kept: `SCALPER_HOME`, or `.scalper` in the working folder.
 *
 * @throws InputError when it, or what is kept in it, is another user's, or may be written by others.
 */
export function localFolder(): string {
  const named = process.env.SCALPER_HOME;
  const folder = named === undefined || named === '' ? join(process.cwd(), '.scalper') : named;
  // Whatever it is: the columns of candles and the tries of a search are believed as a run is.
  for (const path of [folder, databaseFolder(folder)]) requireOwnContents(path);
  return folder;
}

/** A command has the folder open for a moment only. */
const PATIENCE_MS = 3_000;

function recordFile(folder: string): string {
  return join(folder, 'run.json');
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** The file of `database-endpoint.ts`. */
export function endpointFile(folder: string): string {
  return join(folder, 'endpoint.json');
}

export function databaseFolder(folder: string): string {
  return join(folder, 'dynamodb');
}

/** Of a run that begins now. */
export interface Beginning {
  /** Under which its result is kept. */
  readonly id: string;
  readonly startedMs: number;
  /** Of the command as it was typed, without the launcher. */
  readonly words: readonly string[];
}

/**
 * Makes the folder ready for this run; an unfinished run of the same kind stays, with its id.
 *
 * @returns its id. @throws InputError naming every difference from the unfinished run.
 */
export async function beginRun(
  folder: string,
  market: ChosenMarket,
  parameters: BotParameters,
  { id, startedMs, words, isFresh }: Beginning & { readonly isFresh: boolean },
): Promise<string> {
  const saved = isFresh ? undefined : await readRecord(folder);
  const wanted = { ...recordOf(market, parameters), id, startedMs, words: typedAgain(words) };
  if (saved !== undefined && !saved.finished) {
    const differences = differencesOf(saved, wanted);
    if (differences.length === 0) {
      const again = { ...saved, id: saved.id ?? id, startedMs };
      await writeRecord(folder, again);
      return again.id;
    }
    throw new InputError(
      `${folder} holds an unfinished run that differs: ${differences.join('; ')}. ${goingOn(saved)}, or begin anew with --fresh`,
    );
  }
  if (!(await exists(recordFile(folder))) && (await exists(databaseFolder(folder)))) {
    throw new InputError(
      `${databaseFolder(folder)} exists already, and no run has made it: name another folder in SCALPER_HOME`,
    );
  }
  // Another run may have it open, and would lose its ledger.
  const { checkFolder } = await import('./embedded-dynamodb.ts');
  await checkFolder(databaseFolder(folder), PATIENCE_MS);
  await rm(databaseFolder(folder), { recursive: true, force: true });
  await rm(logFile(folder), { force: true });
  await writeRecord(folder, wanted);
  return id;
}

/** The run of this folder has come to its end. */
export async function finishRun(folder: string): Promise<void> {
  const saved = await readRecord(folder);
  if (saved !== undefined) await writeRecord(folder, { ...saved, finished: true });
}

/** With --fresh the same command would begin anew. */
function typedAgain(words: readonly string[]): string {
  return words
    .filter((word) => word !== '--fresh')
    .map(shellWord)
    .join(' ');
}

function goingOn({ words }: RunRecord): string {
  return words === undefined ? 'Go on with its options' : `Go on with \`${commandLine(words)}\``;
}

function recordOf(market: ChosenMarket, parameters: BotParameters): RunRecord {
  return {
    market: market.kind,
    symbols: market.symbols.map(({ symbol }) => symbol),
    seed: market.seed ?? null,
    candles: marketHash(market),
    parameters,
    finished: false,
  };
}

/** Whether two runs trade the same numbers from the same minute on. */
export function marketHash(market: ChosenMarket): string {
  const digest = createHash('sha256');
  for (const { symbol, candles } of market.symbols) {
    digest.update(symbol);
    for (const column of [
      candles.openTimeMs,
      candles.open,
      candles.high,
      candles.low,
      candles.close,
      candles.volume,
    ]) {
      digest.update(
        new Uint8Array(column.buffer, column.byteOffset, candles.length * column.BYTES_PER_ELEMENT),
      );
    }
  }
  for (const { symbol, sessions } of market.symbols) {
    if (sessions !== undefined) digest.update(`${symbol} ${sessionsText(sessions)}`);
  }
  for (const { trades, touches } of market.detail ?? []) {
    for (const column of [trades.timeMs, trades.price, trades.quantity]) digest.update(column);
    if (touches !== undefined) {
      for (const column of [touches.timeMs, touches.bid, touches.ask]) digest.update(column);
    }
  }
  if (market.hasHistory) digest.update(`from ${market.fromMs}`);
  for (const { symbol, recorded } of market.funding ?? []) {
    digest.update(symbol);
    for (const column of [recorded.timeMs, recorded.rate, recorded.intervalMs]) digest.update(column);
  }
  return digest.digest('hex').slice(0, 16);
}

function differencesOf(saved: RunRecord, wanted: RunRecord): readonly string[] {
  type Value = string | number | null | undefined;
  const words = (name: string, was: Value, is: Value) => `${name} ${was ?? 'none'}, now ${is ?? 'none'}`;
  const [was, is] = [fieldsOf(saved), fieldsOf(wanted)];
  const differences = (['market', 'symbols', 'seed'] as const)
    .filter((name) => was[name] !== is[name])
    .map((name) => words(name, shown(name, was[name]), shown(name, is[name])));
  const changed = PARAMETER_NAMES.filter((name) => saved.parameters[name] !== wanted.parameters[name]);
  differences.push(...changed.map((name) => words(name, saved.parameters[name], wanted.parameters[name])));
  if (differences.length === 0 && saved.candles !== wanted.candles)
    differences.push('other candles or funding rates (files, days or times)');
  return differences;
}

/** As they are written. */
function fieldsOf(record: RunRecord) {
  return { ...record, symbols: record.symbols.join(SYMBOLS_DIVIDER) };
}

function shown(name: string, value: string | number | null): string | number | null {
  return name === 'market' && typeof value === 'string' ? marketName(value) : value;
}

async function readRecord(folder: string): Promise<RunRecord | undefined> {
  const file = recordFile(folder);
  if (!(await exists(file))) return undefined;
  // What cannot be read is no record, and is not written over.
  const text = await readText(file).catch(() => '');
  const parsed = recordSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
  throw new InputError(`${file} cannot be read (${wrong.join('; ')}); begin anew with --fresh`);
}

async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  await makeOwnFolder(folder);
  await replaceOwnFile(recordFile(folder), `${JSON.stringify(fieldsOf(record), undefined, 2)}\n`);
}
