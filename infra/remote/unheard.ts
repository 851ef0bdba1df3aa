/**
 * Why does no tick of a bot in AWS obey what was left for it?
 *
 * Facts that cost a request each: its rule, its function, its log. One that cannot be read keeps no other from being
 * told, and is told itself.
 */
import { commandLine } from '../../lambda/adapters/command-line.ts';
import { plainId } from '../constructs/parameter-names.ts';
import { AwsUnavailableError, InputError } from '../input-error.ts';
import { failuresIn } from '../platform-failures.ts';
import { logOfBot } from './cloudwatch-log.ts';
import { ruleFacts } from './deployment-facts.ts';
import { functionFacts, reservedConcurrency } from './function-facts.ts';
import { requireBot, type BotAddress } from './used-table.ts';
import { wordsOf } from '../caught-words.ts';

/**
 * @param table in which the command lies.
 * @param sinceMs when it was left.
 * @returns sentences; empty where nothing of that is wrong.
 */
export async function whyUnheard(
  address: BotAddress,
  table: string,
  sinceMs: number,
): Promise<readonly string[]> {
  const { botId, region } = address;
  return said(async () => {
    const outputs = await requireBot(address);
    const [rule, functionName] = ['Rule', 'Function'].map((part) => outputs.get(`${plainId(botId)}${part}`));
    if (rule === undefined || functionName === undefined) {
      return ['Not known: its stack does not name its rule, because an earlier release deployed it.'];
    }
    const checks = [
      () => ofRule(rule, address),
      () => ofFunction(functionName, region, table),
      () => ofConcurrency(functionName, region),
      () => ofLog(address, sinceMs),
    ];
    return (await Promise.all(checks.map(said))).flat();
  });
}

/** What is wrong, and what could not be asked, is a sentence, too. */
async function said(ask: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await ask();
  } catch (error) {
    const words = wordsOf(error);
    if (!(error instanceof InputError) || error instanceof AwsUnavailableError)
      return [`Not known: ${words}`];
    return [`${words.charAt(0).toUpperCase()}${words.slice(1)}.`];
  }
}

async function ofRule(rule: string, { region, botId }: BotAddress): Promise<readonly string[]> {
  const found = await ruleFacts(rule, region);
  const what = commandLine('doctor', botId);
  if (found === undefined) return [`Its rule ${rule} is gone. For what to do: ${what}`];
  if (!found.hasTargets) return [`Its rule ${rule} starts nothing. For what to do: ${what}`];
  if (found.isEnabled) return [];
  return [`Its rule is disabled. To enable it: aws events enable-rule --region ${region} --name ${rule}`];
}

async function ofFunction(functionName: string, region: string, table: string): Promise<readonly string[]> {
  const { table: used, state, stateReason } = await functionFacts(functionName, region);
  return [
    ...(used === undefined || used === table
      ? []
      : [`Its function uses the table ${used}, and the command lies in ${table}: run the command again.`]),
    ...(state === undefined || state === 'Active'
      ? []
      : [`Its function is not active: ${state}${stateReason === undefined ? '' : `, ${stateReason}`}.`]),
  ];
}

/** The console's button "Throttle" reserves none. */
async function ofConcurrency(functionName: string, region: string): Promise<readonly string[]> {
  if ((await reservedConcurrency(functionName, region)) !== 0) return [];
  return [
    `Its function is throttled: no concurrency is reserved for it. To end that: aws lambda delete-function-concurrency --region ${region} --function-name ${functionName}`,
  ];
}

async function ofLog(address: BotAddress, sinceMs: number): Promise<readonly string[]> {
  const lines = await (await logOfBot(address, sinceMs)).next();
  if (lines.length === 0) return ['Its log has no line since then: no tick has ended.'];
  const last = failuresIn(lines).at(-1);
  if (last === undefined) return [];
  return [`Its ticks fail: ${last}. For more: ${commandLine('tail', address.botId)}`];
}
