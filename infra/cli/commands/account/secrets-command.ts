/**
 * `scalper secrets`: the exchange's keys of a bot in AWS.
 *
 * - A value is typed without an echo, or piped. As an argument, a shell would remember it and other users could
 *   see it.
 * - No value is printed, or read back.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { secretNames } from '../../../../lambda/adapters/aws/secret-names.ts';
import { InputError } from '../../../input-error.ts';
import { minute } from '../../terminal/text-format.ts';
import { awsAddressOf, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { columns } from '../../terminal/columns.ts';

interface SecretsOptions extends BotOptions {
  readonly json?: true;
}

export function addSecretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('write or list the API key and secret of a bot in AWS; no value is ever printed');
  withBotOptions(secrets.command('set'), 'the bot in AWS')
    .description('write the API key and the secret: typed without an echo, or piped, one a line')
    .option('--json', 'print the written names as JSON')
    .action(set);
  withBotOptions(secrets.command('list'), 'the bot in AWS')
    .description('list which of the two are stored, and since when')
    .option('--json', 'print JSON')
    .action(list);
}

async function set(options: SecretsOptions): Promise<void> {
  const names = secretNames(botOf(options));
  const { region } = awsAddressOf(options);
  const values = process.stdin.isTTY ? await asked(names) : piped(names, await textOf(process.stdin));
  const { putSecret } = await import('../../../remote/ssm-parameter-store.ts');
  for (const [k, name] of names.entries()) await putSecret(name, values[k] ?? '', region);
  if (options.json) return console.log(JSON.stringify({ written: names, region }));
  for (const name of names) console.log(`Written: ${name} in ${region}, encrypted`);
  console.log(
    'The function reads them if infra/stages.ts has allowLive for the bot. Remove the right to withdraw from the key.',
  );
}

async function list(options: SecretsOptions): Promise<void> {
  const { secretsOf } = await import('../../../remote/ssm-parameter-store.ts');
  const found = await secretsOf(botOf(options), awsAddressOf(options).region);
  if (options.json) {
    const report = found.map(({ name, changedMs }) => ({ name, changedMs: changedMs ?? null }));
    return console.log(JSON.stringify(report, undefined, 2));
  }
  const rows = found.map(({ name, changedMs }) => [
    name,
    changedMs === undefined
      ? `not stored; to write it: ${commandLine('secrets set', options.bot)}`
      : `written ${minute(changedMs)} UTC`,
  ]);
  console.log(columns(['left', 'left'], rows).join('\n'));
}

function botOf({ bot }: BotOptions): string {
  if (bot !== undefined) return bot;
  throw new InputError('secrets belong to a bot in AWS: name it with --bot, such as --bot paper');
}

/** One value on each line, in the order of the names. */
export function piped(names: readonly string[], text: string): readonly string[] {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (lines.length !== names.length) {
    throw new InputError(
      `the input has ${lines.length === 1 ? 'one line' : `${lines.length} lines`}: pipe ${names.length}, first the API key, then the secret`,
    );
  }
  return lines.map((line, k) => checked(names[k] ?? '', line));
}

/** Nothing of a wrong value is repeated. */
function checked(name: string, written: string): string {
  const value = written.trim();
  if (/^[\x21-\x7e]{1,4096}$/.test(value)) return value;
  throw new InputError(
    `${name}: the value is empty, or has spaces or other characters that no key has; nothing was written`,
  );
}

async function asked(names: readonly string[]): Promise<readonly string[]> {
  const values: string[] = [];
  for (const name of names) values.push(checked(name, await unseen(`${name}: `)));
  return values;
}

/** A line that is typed without being shown. @throws InputError when the input ends, or Ctrl-C. */
export async function unseen(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true, historySize: 0 });
  // Only now: characters typed before the terminal is silent would be shown.
  process.stderr.write(question);
  try {
    return await new Promise<string>((resolve, reject) => {
      reader.once('line', resolve);
      reader.once('SIGINT', () => reader.close());
      reader.once('close', () => reject(new InputError('interrupted: nothing more was written')));
    });
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
