/**
 * The doctor's checks of a bot in AWS: what it keeps, and all that is deployed for it.
 *
 * Invariant: nothing is written; a check that cannot run keeps no other from running.
 */
import { cdkLine, commandLine } from '../../../../lambda/adapters/command-line.ts';
import { SECRETS_KEY, ledgerStackName, traderStackName } from '../../../constructs/parameter-names.ts';
import { InputError } from '../../../input-error.ts';
import { functionsAtOnce } from '../../../concurrency.ts';
import type { BotLocation } from '../../../local/bot-location.ts';
import type { Outputs } from '../../../remote/stack-outputs.ts';
import { STAGE, hasAccount, stagedBot } from '../../../stages.ts';
import { alarmLines, mailLines } from '../../reports/doctor-alerts.ts';
import {
  concurrencyLine,
  deadLetterLine,
  functionLine,
  guardLine,
  releaseLine,
  ruleLine,
  secretLine,
  tableLines,
} from '../../reports/doctor-deployment.ts';
import { failuresLine, releaseInLog, scheduleLine } from '../../reports/doctor-log.ts';
import { secondLine } from '../../reports/doctor-second.ts';
import type { Deployed } from '../../reports/doctor-remedies.ts';
import { failed, lineOf, passed, type DoctorLine } from '../../reports/doctor-report.ts';
import { ASK_AGAIN, itemLines, parameterLines } from './doctor-checks.ts';

/** With a larger difference, times on the screen would mislead. */
const CLOCK_OFF_MAX_MS = 5_000;

const RESTORE = 'infra/README.md, "Restore the table"; or name another one with --table';

export interface AwsWhere {
  readonly botId: string;
  readonly region: string;
  readonly stage: string;
  readonly table: string | undefined;
}

/** What several checks ask for, each once. */
interface Deployment extends AwsWhere {
  /** Of the stacks with the bots. @throws InputError when they do not have this one */
  readonly outputs: () => Promise<Outputs>;
  /** Of the bot and its platform, in the last half hour. */
  readonly logLines: () => Promise<readonly string[]>;
}

export async function awsLines(
  location: BotLocation,
  where: AwsWhere,
  nowMs: number,
): Promise<readonly DoctorLine[]> {
  const { botId, region } = where;
  const deploy = `${cdkLine('deploy --all')}, or name --region and --stage (infra/README.md, "Deploy")`;
  const deployment = deploymentOf(where);
  const checks = [
    lineOf('stack', deploy, () => stackLine(deployment)),
    lineOf('release', deploy, () => releaseOf(deployment)),
    lineOf('guard', deploy, () => guardOf(where)),
    lineOf('table', RESTORE, () => tableOf(where)),
    lineOf('item', commandLine('tail', botId), () => itemLines(location, nowMs)),
    lineOf('parameters', commandLine('params get', botId), () => parameterLines(location)),
    lineOf('rule', deploy, () => ruleOf(deployment)),
    lineOf('function', deploy, () => functionOf(deployment)),
    lineOf('schedule', ASK_AGAIN, async () => scheduleLine(await deployment.logLines(), region)),
    lineOf('second', ASK_AGAIN, () => secondOf(deployment)),
    lineOf('concurrency', ASK_AGAIN, () => concurrencyOf(region)),
    lineOf('failures', ASK_AGAIN, async () => failuresLine(await deployment.logLines(), botId)),
    lineOf('dead letters', deploy, () => deadLettersOf(deployment)),
    lineOf('alarms', ASK_AGAIN, () => alarmsOfBot(where)),
    lineOf('mail', deploy, () => mailOf(deployment)),
  ];
  const staged = stagedBot(botId);
  if (staged !== undefined && hasAccount(staged)) {
    checks.push(lineOf('secrets', ASK_AGAIN, () => secretLines(deployment, staged.demo === true)));
  }
  return (await Promise.all(checks)).flat();
}

function deploymentOf(where: AwsWhere): Deployment {
  let outputs: Promise<Outputs> | undefined;
  let logLines: Promise<readonly string[]> | undefined;
  const readOutputs = async () => {
    const { requireBot } = await import('../../../remote/used-table.ts');
    return requireBot(where);
  };
  const readLog = async () => {
    const { logOfBot } = await import('../../../remote/cloudwatch-log.ts');
    return (await logOfBot(where)).next();
  };
  return {
    ...where,
    outputs: () => (outputs ??= readOutputs()),
    logLines: () => (logLines ??= readLog()),
  };
}

/** An output of the bot. @throws InputError when the stack has no such output. */
async function named(deployment: Deployment, part: string): Promise<string> {
  const { plainId } = await import('../../../constructs/parameter-names.ts');
  const { botId, region, outputs } = deployment;
  const found = (await outputs()).get(`${plainId(botId)}${part}`);
  if (found !== undefined) return found;
  throw new InputError(`${stackOf(deployment)} in ${region} does not say it: an earlier release deployed it`);
}

/** The stack that holds the bot. */
function stackOf({ stage, botId }: AwsWhere): string {
  return traderStackName(stage, stagedBot(botId)?.group);
}

function deployedOf(where: AwsWhere): Deployed {
  return { botId: where.botId, region: where.region, stack: stackOf(where), bot: stagedBot(where.botId) };
}

async function stackLine(deployment: Deployment): Promise<DoctorLine> {
  const { botId, region, outputs } = deployment;
  await outputs();
  return passed('stack', `${stackOf(deployment)} in ${region} has the bot ${botId}`);
}

async function releaseOf(deployment: Deployment): Promise<DoctorLine> {
  const [deployed, lines] = await Promise.all([named(deployment, 'Release'), deployment.logLines()]);
  const exchange = stagedBot(deployment.botId)?.exchange;
  const own = exchange === undefined ? undefined : await ownRelease(exchange, deployed);
  return releaseLine({ deployed, ticked: releaseInLog(lines), own }, stackOf(deployment));
}

/** Builds the function, unless the revision says already that it is the one that was deployed. */
async function ownRelease(exchange: string, deployed: string): Promise<string> {
  const { isUnchanged, releaseOf: nameOf, revisionOfClone } = await import('../../../bundle/release.ts');
  const revision = revisionOfClone();
  if (isUnchanged(revision) && deployed.startsWith(`${revision} `)) return deployed;
  const { built } = await import('../../../bundle/bundle.ts');
  return nameOf((await built(exchange)).files, revision);
}

async function guardOf({ region, stage }: AwsWhere): Promise<DoctorLine> {
  const { findStack } = await import('../../../remote/stack-outputs.ts');
  const stack = ledgerStackName(stage);
  const found = await findStack(stack, region);
  if (found === undefined) throw new InputError(`the stack ${stack} in ${region} does not exist`);
  return guardLine(stack, found.isProtected, region);
}

async function tableOf(where: AwsWhere): Promise<readonly DoctorLine[]> {
  const { usedTable } = await import('../../../remote/used-table.ts');
  const { tableFacts } = await import('../../../remote/aws-facts.ts');
  const table = where.table ?? (await usedTable(where)).table;
  const facts = await tableFacts(table, where.region);
  return [...tableLines(table, facts, where.region), clockLine(facts.clockAheadMs)];
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

async function ruleOf(deployment: Deployment): Promise<DoctorLine> {
  const { region } = deployment;
  const { ruleFacts } = await import('../../../remote/deployment-facts.ts');
  const rule = await named(deployment, 'Rule');
  return ruleLine(rule, await ruleFacts(rule, region), deployedOf(deployment));
}

async function secondOf({ botId, logLines }: Deployment): Promise<DoctorLine> {
  return secondLine(await logLines(), botId, stagedBot(botId)?.alignToMinute);
}

async function functionOf(deployment: Deployment): Promise<DoctorLine> {
  const { functionFacts, reservedConcurrency } = await import('../../../remote/function-facts.ts');
  const name = await named(deployment, 'Function');
  const { region } = deployment;
  const facts = await Promise.all([functionFacts(name, region), reservedConcurrency(name, region)]);
  return functionLine(name, ...facts, region);
}

async function concurrencyOf(region: string): Promise<DoctorLine> {
  const facts = await import('../../../remote/deployment-facts.ts');
  // Those that have reserved theirs share with nobody.
  const needed = functionsAtOnce(STAGE.bots.filter((bot) => bot.reservedConcurrency === undefined));
  return concurrencyLine(await facts.concurrencyOf(region), needed, region);
}

async function deadLettersOf(deployment: Deployment): Promise<DoctorLine> {
  const { deadLettersIn } = await import('../../../remote/deployment-facts.ts');
  const queueUrl = await named(deployment, 'DeadLetters');
  return deadLetterLine(queueUrl, await deadLettersIn(queueUrl, deployment.region), deployedOf(deployment));
}

async function mailOf(deployment: Deployment): Promise<readonly DoctorLine[]> {
  const { region } = deployment;
  const { subscribersOf } = await import('../../../remote/deployment-facts.ts');
  const topicArn = await named(deployment, 'Alerts');
  return mailLines(await subscribersOf(topicArn, region), topicArn, deployedOf(deployment));
}

async function alarmsOfBot(where: AwsWhere): Promise<readonly DoctorLine[]> {
  const { alarmsOf } = await import('../../../remote/aws-facts.ts');
  const { botId, region } = where;
  return alarmLines(await alarmsOf(botId, stackOf(where), region), botId, deployedOf(where));
}

async function secretLines(
  { botId, region, outputs }: Deployment,
  isDemo: boolean,
): Promise<readonly DoctorLine[]> {
  const { AWS_KEY, secretsOf } = await import('../../../remote/ssm-parameter-store.ts');
  const key = (await outputs()).get(SECRETS_KEY) ?? AWS_KEY;
  return (await secretsOf(botId, isDemo, region)).map((secret) => secretLine(secret, key, botId));
}
