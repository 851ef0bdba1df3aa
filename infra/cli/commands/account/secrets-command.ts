/**
 * `scalper secrets`: the exchange's keys of a bot in AWS.
 *
 * - A value is typed without an echo, or piped. As an argument, a shell would remember it and other users could
 *   see it.
 * - No value is printed, or read back.
 * - Both values are written, or it is said that one alone was.
 * - Keys are written for a bot that is deployed. For another name it is asked first: it may be mistyped, or about to be
 *   deployed.
 * - What encrypts them is what the deployment asks, or Parameter Store's own key: a function may always decrypt with that
 *   one, whatever is deployed next.
 */
import { text as textOf } from 'node:stream/consumers';
import type { Command } from 'commander';
import { commandLine } from '../../../../lambda/adapters/command-line.ts';
import { secretNames } from '../../../../lambda/adapters/aws/secret-names.ts';
import { SECRETS_KEY } from '../../../constructs/parameter-names.ts';
import { InputError } from '../../../input-error.ts';
import { stagedBot } from '../../../stages.ts';
import { minute } from '../../terminal/text-format.ts';
import { awsAddressOf, withBotOptions, type BotOptions } from '../locate-bot.ts';
import { columns } from '../../terminal/columns.ts';
import { confirmedSecrets, pipedSecrets, typedSecrets } from './secret-values.ts';
import { print, printAside, printJson } from '../../terminal/output.ts';

interface SecretsOptions extends BotOptions {
  readonly json?: true;
}

interface SetOptions extends SecretsOptions {
  readonly awsKey?: true;
  readonly yes?: true;
}

export function addSecretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('write or list the API key and secret of a bot in AWS; no value is ever printed');
  withBotOptions(secrets.command('set'), 'the bot in AWS')
    .description('write the API key and the secret: typed without an echo, or piped, one a line')
    .option('--aws-key', "encrypt with Parameter Store's own key, before secretsKey: 'own' is left out")
    .option(
      '--yes',
      'also for a bot that is not deployed, without asking; needed for one where the input is no terminal',
    )
    .option('--json', 'print the written names as JSON')
    .action(set);
  withBotOptions(secrets.command('list'), 'the bot in AWS')
    .description('list which of the two are stored, and since when')
    .option('--json', 'print JSON')
    .action(list);
}

async function set(options: SetOptions): Promise<void> {
  const botId = botOf(options);
  const isDemo = stagedBot(botId)?.demo === true;
  const names = secretNames(botId, isDemo);
  const { region, stage } = awsAddressOf(options);
  const { findBot } = await import('../../../remote/used-table.ts');
  // Before they are typed: keys under a mistyped name would lie there, and be looked for.
  const { outputs, absence } = await findBot({ botId, region, stage });
  const keyId = options.awsKey ? undefined : outputs.get(SECRETS_KEY);
  const doubt = absence === undefined ? undefined : doubtOf(options, botId, absence);
  const at = isDemo ? "the exchange's demo" : 'the exchange';
  const values = await valuesOf(
    names,
    doubt,
    `The API key and the secret of bot ${botId} at ${at}, in ${region}.`,
  );
  if (values === undefined) return print('Nothing was written.');
  const { AWS_KEY, putSecret } = await import('../../../remote/ssm-parameter-store.ts');
  const [apiKey, secret] = names;
  const [newApiKey = '', newSecret = ''] = values;
  await putSecret({ name: apiKey, region, keyId }, newApiKey);
  await putSecret({ name: secret, region, keyId }, newSecret).catch((error: unknown) => {
    throw halfNew(apiKey, error);
  });
  if (options.json) return printJson({ written: names, region, key: keyId ?? AWS_KEY });
  const key = keyId === undefined ? '' : ` with ${keyId}`;
  for (const name of names) print(`Written: ${name} in ${region}, encrypted${key}`);
  print(
    isDemo
      ? "They are keys of the exchange's demo: infra/stages.ts has demo: true for the bot. The function reads these, and no others."
      : 'The function reads them if infra/stages.ts has allowLive for the bot. Remove the right to withdraw from the key.',
  );
}

/** Why it has to be asked whether keys are stored under that name; `undefined` where it was answered. */
function doubtOf({ yes }: SetOptions, botId: string, absence: string): string | undefined {
  const staged = stagedBot(botId) === undefined ? `. infra/stages.ts has no bot ${botId} either` : '';
  return yes ? undefined : `${absence}${staged}`;
}

/**
 * @param doubt is told, and asked about; `undefined` as the answer where it is no.
 * @param whose they are, in a sentence: keys of the exchange and of its demo look the same.
 */
async function valuesOf(
  names: readonly [string, string],
  doubt: string | undefined,
  whose: string,
): Promise<readonly string[] | undefined> {
  if (process.stdin.isTTY) printAside(`${whose} What is typed or pasted is not shown.`);
  if (doubt === undefined) {
    return process.stdin.isTTY ? typedSecrets(names) : pipedSecrets(names, await textOf(process.stdin));
  }
  if (process.stdin.isTTY) {
    const words = `${doubt.charAt(0).toUpperCase()}${doubt.slice(1)}`;
    return confirmedSecrets(`${words}. Store the keys all the same, for a bot to be deployed?`, names);
  }
  throw new InputError(
    `${doubt}: name one that is deployed, with its --region and --stage, or add --yes to store the keys before it is`,
  );
}

/** Of what is thrown for a secret, the words quote nothing of AWS. */
function halfNew(apiKey: string, error: unknown): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(
    `${error.message}. ${apiKey} is written already: the pair is half new, and the exchange refuses it to a function that reads it now, which then manages nothing that is open. Write both again at once, with the same command`,
    { cause: error },
  );
}

async function list(options: SecretsOptions): Promise<void> {
  const { secretsOf } = await import('../../../remote/ssm-parameter-store.ts');
  const botId = botOf(options);
  const isDemo = stagedBot(botId)?.demo === true;
  const found = await secretsOf(botId, isDemo, awsAddressOf(options).region);
  if (options.json) {
    return printJson(found.map(({ name, changedMs }) => ({ name, changedMs: changedMs ?? null })));
  }
  const rows = found.map(({ name, changedMs }) => [
    name,
    changedMs === undefined
      ? `not stored; to write it: ${commandLine('secrets set', options.bot)}`
      : `written ${minute(changedMs)} UTC`,
  ]);
  print(columns(['left', 'left'], rows));
}

function botOf({ bot }: BotOptions): string {
  if (bot !== undefined) return bot;
  throw new InputError('secrets belong to a bot in AWS: name it with --bot, such as --bot paper');
}
