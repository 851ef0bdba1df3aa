/**
 * The doctor's lines of who is told: the alarms that ring, and the subscribers of their topic.
 */
import { cdkLine, commandLine } from '../../../lambda/adapters/command-line.ts';
import type { AlarmFact } from '../../remote/aws-facts.ts';
import type { Subscriber } from '../../remote/deployment-facts.ts';
import { NOBODY } from '../../stages.ts';
import { aws, remade, type Deployed } from './doctor-remedies.ts';
import { failed, passed, type DoctorLine } from './doctor-report.ts';

/**
 * One line for whoever does not get what should reach him; one when all is well.
 *
 * @param subscribers `undefined` where the topic is gone.
 */
export function mailLines(
  subscribers: readonly Subscriber[] | undefined,
  topicArn: string,
  { region, stack, bot }: Deployed,
): readonly DoctorLine[] {
  if (subscribers === undefined) {
    return [failed('mail', `the topic ${topicArn} is gone: nobody is told`, remade(stack))];
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
      `write alertEmail into infra/stages.ts, then ${cdkLine(`deploy ${stack}`)}, and follow the link that it is mailed`,
    ),
  ];
}

/** One line for each alarm that rings, or tells nobody; one when all is well. */
export function alarmLines(
  alarms: readonly AlarmFact[],
  botId: string,
  { region, stack }: Pick<Deployed, 'region' | 'stack'>,
): readonly DoctorLine[] {
  if (alarms.length === 0) {
    const todo = `${cdkLine(`deploy ${stack}`)}; if it says "no changes", they were deleted: ${remade(stack)}`;
    return [failed('alarms', `${stack} in ${region} has none for ${botId}`, todo)];
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
