/**
 * The doctor's lines of what is deployed for a bot beside its ledger: whether it is woken, what failed, whether it is
 * guarded, which code it is, what encrypts its keys.
 */
import { cdkLine, commandLine } from '../../../lambda/adapters/command-line.ts';
import { isSameBundle } from '../../bundle/release.ts';
import type { TableFacts } from '../../remote/aws-facts.ts';
import type { Concurrency, DeadLetters, RuleFacts } from '../../remote/deployment-facts.ts';
import type { FunctionFacts } from '../../remote/function-facts.ts';
import type { SecretPresence } from '../../remote/ssm-parameter-store.ts';
import { minute } from '../terminal/text-format.ts';
import { aws, remade, type Deployed } from './doctor-remedies.ts';
import { failed, passed, type DoctorLine } from './doctor-report.ts';

/** @param rule `undefined` where it is gone; the command schedule takes away its targets first. */
export function ruleLine(
  name: string,
  rule: RuleFacts | undefined,
  { botId, region, stack, bot }: Deployed,
): DoctorLine {
  const deploy = cdkLine(`deploy ${stack}`);
  const isWanted = bot?.schedule !== 'off';
  if (rule === undefined || (isWanted && !rule.hasTargets)) {
    const again = `if ${commandLine('schedule', botId)} was interrupted, run it again in the same folder; otherwise`;
    return failed(
      'rule',
      `${name} ${rule === undefined ? 'is gone' : 'starts nothing'}: no tick comes, and nobody manages open positions`,
      `${again} ${remade(stack)}`,
    );
  }
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

export function functionLine(
  name: string,
  { state, stateReason }: Pick<FunctionFacts, 'state' | 'stateReason'>,
  reserved: number | undefined,
  region: string,
): DoctorLine {
  if (reserved === 0) {
    const end = aws(region, 'lambda delete-function-concurrency', `--function-name ${name}`);
    return failed('function', `${name} is throttled: no concurrency is reserved for it`, end);
  }
  if (state === undefined || state === 'Active') return passed('function', `${name} can be started`);
  const reason = stateReason === undefined ? '' : `, ${stateReason}`;
  return failed('function', `${name} is not active: ${state}${reason}`, 'wait, then run doctor again');
}

/** @param letters `undefined` where the queue is gone. */
export function deadLetterLine(
  queueUrl: string,
  letters: DeadLetters | undefined,
  { region, stack }: Pick<Deployed, 'region' | 'stack'>,
): DoctorLine {
  if (letters === undefined) {
    return failed(
      'dead letters',
      `the queue ${queueUrl} is gone: of an event that fails nothing is kept`,
      remade(stack),
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

export function releaseLine({ deployed, ticked, own }: Releases, stack: string): DoctorLine {
  if (ticked !== undefined && ticked !== deployed) {
    return failed(
      'release',
      `${deployed} was deployed, and the last tick was of ${ticked}`,
      `wait for the next tick, then run doctor again; if it stays so, somebody changed the function: ${cdkLine(`deploy ${stack} --force`)}`,
    );
  }
  if (own === undefined) return passed('release', deployed);
  if (isSameBundle(deployed, own)) return passed('release', `${deployed}, the function of this clone`);
  return failed(
    'release',
    `${deployed} runs; this clone is ${own}`,
    `to run this clone: ${cdkLine('deploy --all')}; or use the clone that was deployed`,
  );
}

/** Of a key of the exchange in Parameter Store. @param key what the deployment asks to encrypt it with. */
export function secretLine({ name, changedMs, keyId }: SecretPresence, key: string, bot: string): DoctorLine {
  const again = commandLine('secrets set', bot);
  if (changedMs === undefined) return failed('secrets', `${name} is not stored`, again);
  const written = `${name}, written ${minute(changedMs)} UTC`;
  if (keyId === undefined) return failed('secrets', `${written}, is not encrypted`, again);
  if (plainKey(keyId) === plainKey(key)) return passed('secrets', `${written}, encrypted with ${keyId}`);
  return failed('secrets', `${written}, is encrypted with ${keyId}; its deployment asks for ${key}`, again);
}

/** A key is named by its ARN, or by what ends it. */
function plainKey(keyId: string): string {
  return keyId.replace(/^arn:[^:]*:kms:[^:]*:[^:]*:/, '').replace(/^key\//, '');
}
