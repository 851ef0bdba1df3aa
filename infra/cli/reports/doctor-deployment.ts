/**
 * The doctor's lines of what is deployed for a bot beside its ledger: who is told of an alarm, whether it is woken, what
 * failed, whether it is guarded, which code it is.
 *
 * Invariant: a remedy works where the stack has not changed, too: there `cdk deploy` says "no changes", and does nothing.
 */
import { isSameBundle } from '../../bundle/release.ts';
import { commandLine } from '../../../lambda/adapters/command-line.ts';
import type { AlarmFact, TableFacts } from '../../remote/aws-facts.ts';
import type { Concurrency, DeadLetters, RuleFacts, Subscriber } from '../../remote/deployment-facts.ts';
import { NOBODY, type StageInput } from '../../stages.ts';
import { minute } from '../terminal/text-format.ts';
import { failed, passed, type DoctorLine } from './doctor-report.ts';

export interface Deployed {
  readonly region: string;
  /** Prefix of the stacks. */
  readonly stage: string;
  /** The bot in infra/stages.ts; `undefined` where this clone does not have it. */
  readonly bot: Pick<StageInput['bots'][number], 'alertEmail' | 'schedule'> | undefined;
}

/** Of what was deleted by hand: CloudFormation believes that it is there. */
const remade = (stage: string) =>
  `npx cdk destroy ${stage}-Trader, then npx cdk deploy ${stage}-Trader: the ledger and the parameters stay, the log goes, and mail must be confirmed again`;

const aws = (region: string, operation: string, words: string) =>
  `aws ${operation} --region ${region} ${words}`;

/**
 * One line for whoever does not get what should reach him; one when all is well.
 *
 * @param subscribers `undefined` where the topic is gone.
 */
export function mailLines(
  subscribers: readonly Subscriber[] | undefined,
  topicArn: string,
  { region, stage, bot }: Deployed,
): readonly DoctorLine[] {
  if (subscribers === undefined) {
    return [failed('mail', `the topic ${topicArn} is gone: nobody is told`, remade(stage))];
  }
  const wanted = bot?.alertEmail === NOBODY ? undefined : bot?.alertEmail;
  const subscribe = ({ protocol, endpoint }: Pick<Subscriber, 'protocol' | 'endpoint'>) =>
    aws(
      region,
      'sns subscribe',
      `--topic-arn ${topicArn} --protocol ${protocol} --notification-endpoint ${endpoint}`,
    );
  const pending = subscribers
    .filter(({ isConfirmed }) => !isConfirmed)
    .map((one) =>
      failed(
        'mail',
        `${one.endpoint} gets nothing: it has not confirmed`,
        `follow the link in the mail "AWS Notification - Subscription Confirmation"; to get another: ${subscribe(one)}`,
      ),
    );
  const isMissing = wanted !== undefined && !subscribers.some(({ endpoint }) => endpoint === wanted);
  const missing = isMissing
    ? [
        failed(
          'mail',
          `${wanted} gets nothing: it is in infra/stages.ts, and not subscribed`,
          `${subscribe({ protocol: 'email', endpoint: wanted })}, then follow the link that it is mailed`,
        ),
      ]
    : [];
  const confirmed = subscribers.filter(({ isConfirmed }) => isConfirmed);
  if (pending.length + missing.length > 0) return [...missing, ...pending];
  if (confirmed.length > 0) {
    const names = confirmed.map(({ protocol, endpoint }) => `${endpoint} (${protocol})`).join(', ');
    return [passed('mail', `alarms and alerts reach ${names}`)];
  }
  if (bot?.alertEmail === NOBODY) {
    return [passed('mail', `reaches nobody, as infra/stages.ts says: alertEmail is '${NOBODY}'`)];
  }
  return [
    failed(
      'mail',
      'alarms and alerts reach nobody',
      `write alertEmail into infra/stages.ts, then npx cdk deploy ${stage}-Trader, and follow the link that it is mailed`,
    ),
  ];
}

/** @param rule `undefined` where it is gone. */
export function ruleLine(
  name: string,
  rule: RuleFacts | undefined,
  { region, stage, bot }: Deployed,
): DoctorLine {
  const deploy = `npx cdk deploy ${stage}-Trader`;
  if (rule === undefined) {
    return failed('rule', `${name} is gone: no tick comes, and nobody manages open positions`, remade(stage));
  }
  const isWanted = bot?.schedule !== 'off';
  if (rule.isEnabled && isWanted) return passed('rule', `${name} is enabled, ${rule.schedule}`);
  if (rule.isEnabled) {
    return failed('rule', `${name} is enabled, and infra/stages.ts says schedule: 'off'`, deploy);
  }
  if (!isWanted) return passed('rule', `${name} is disabled, as infra/stages.ts says: schedule is 'off'`);
  return failed(
    'rule',
    `${name} is disabled: no tick comes, and nobody manages open positions`,
    aws(region, 'events enable-rule', `--name ${name}`),
  );
}

/** @param letters `undefined` where the queue is gone. */
export function deadLetterLine(
  queueUrl: string,
  letters: DeadLetters | undefined,
  { region, stage }: Pick<Deployed, 'region' | 'stage'>,
): DoctorLine {
  if (letters === undefined) {
    return failed(
      'dead letters',
      `the queue ${queueUrl} is gone: of an event that fails nothing is kept`,
      remade(stage),
    );
  }
  const { count, oldest } = letters;
  if (count === 0) return passed('dead letters', 'none');
  const oldestWords =
    oldest === undefined ? '' : `, the oldest of ${minute(oldest.sentMs)} UTC: ${oldest.reason}`;
  return failed(
    'dead letters',
    `${count}${oldestWords}`,
    `infra/README.md, "Dead letters"; once you understand them: ${aws(region, 'sqs purge-queue', `--queue-url ${queueUrl}`)}`,
  );
}

/** One line for each alarm that rings, or tells nobody; one when all is well. */
export function alarmLines(
  alarms: readonly AlarmFact[],
  botId: string,
  { region, stage }: Pick<Deployed, 'region' | 'stage'>,
): readonly DoctorLine[] {
  if (alarms.length === 0) {
    const todo = `npx cdk deploy ${stage}-Trader; if it says "no changes", they were deleted: ${remade(stage)}`;
    return [failed('alarms', `${stage}-Trader in ${region} has none for ${botId}`, todo)];
  }
  const ringing = alarms
    .filter(({ state }) => state === 'ALARM')
    .map(({ name, meaning }) =>
      failed('alarms', `${name} is in alarm: ${meaning}`, commandLine('status', botId)),
    );
  const mute = alarms.filter(({ isTold }) => !isTold).map(({ name }) => name);
  if (mute.length > 0) {
    const enable = `--alarm-names ${mute.join(' ')}`;
    ringing.push(
      failed(
        'alarms',
        `nobody is told by ${mute.join(', ')}`,
        aws(region, 'cloudwatch enable-alarm-actions', enable),
      ),
    );
  }
  if (ringing.length > 0) return ringing;
  const silent = alarms.filter(({ state }) => state !== 'OK').length;
  const unsure = silent === 0 ? '' : `; ${silent} have too little data yet`;
  return [passed('alarms', `${alarms.length}, none is in alarm${unsure}`)];
}

/** Of the used table: one line for each guard that is missing, each with the command that sets it. */
export function tableLines(
  table: string,
  { key, status, isProtected, hasPointInTimeRecovery }: TableFacts,
  region: string,
): readonly DoctorLine[] {
  const wrong: (readonly [found: string, todo: string])[] = [];
  if (key.join(', ') !== 'pk, sk') {
    wrong.push([
      `its key is ${key.join(', ')}, not pk, sk`,
      'it is no ledger: name another one with --table',
    ]);
  }
  if (status !== 'ACTIVE') wrong.push([`it is ${status}`, 'wait, then run doctor again']);
  if (!isProtected) {
    const protect = `--table-name ${table} --deletion-protection-enabled`;
    wrong.push(['it is not protected from deletion', aws(region, 'dynamodb update-table', protect)]);
  }
  if (!hasPointInTimeRecovery) {
    const restorable = `--table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true`;
    wrong.push([
      'it cannot be restored to a point in time',
      aws(region, 'dynamodb update-continuous-backups', restorable),
    ]);
  }
  if (wrong.length > 0) return wrong.map(([found, todo]) => failed('table', `${table}: ${found}`, todo));
  return [passed('table', `${table}: active, protected from deletion, restorable to a point in time`)];
}

export function guardLine(stack: string, isProtected: boolean, region: string): DoctorLine {
  if (isProtected) return passed('guard', `the stack ${stack} is protected from deletion`);
  const protect = `--stack-name ${stack} --enable-termination-protection`;
  return failed(
    'guard',
    `the stack ${stack} is not protected from deletion`,
    aws(region, 'cloudformation update-termination-protection', protect),
  );
}

/** @param needed at once by the bots of infra/stages.ts, without those that have reserved theirs. */
export function concurrencyLine(
  { limit, unreserved }: Concurrency,
  needed: number,
  region: string,
): DoctorLine {
  const found = `${limit} invocations at once for the account in ${region}, ${unreserved} of them reserved by no function; the bots of infra/stages.ts need ${needed}`;
  if (unreserved >= needed) return passed('concurrency', found);
  const quota = `--service-code lambda --quota-code L-B99A9384 --desired-value 1000`;
  return failed(
    'concurrency',
    `${found}: ticks come late or not at all`,
    aws(region, 'service-quotas request-service-quota-increase', quota),
  );
}

export interface Releases {
  /** As the stack says. */
  readonly deployed: string;
  /** Of the last tick in the log. */
  readonly ticked: string | undefined;
  /** Of this clone. */
  readonly own: string | undefined;
}

export function releaseLine({ deployed, ticked, own }: Releases, stage: string): DoctorLine {
  if (ticked !== undefined && ticked !== deployed) {
    return failed(
      'release',
      `${deployed} was deployed, and the last tick was of ${ticked}`,
      `wait for the next tick, then run doctor again; if it stays so, somebody changed the function: npx cdk deploy ${stage}-Trader --force`,
    );
  }
  if (own === undefined) return passed('release', deployed);
  if (isSameBundle(deployed, own)) return passed('release', `${deployed}, the function of this clone`);
  return failed(
    'release',
    `${deployed} runs; this clone is ${own}`,
    `to run this clone: npx cdk deploy --all; or use the clone that was deployed`,
  );
}
