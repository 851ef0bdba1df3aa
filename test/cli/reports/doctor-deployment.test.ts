/**
 * Does each of the doctor's lines about a deployment pass when all is well, and else say what is wrong and what to do?
 */
import { describe, expect, it } from 'vitest';
import { alarmLines, mailLines } from '../../../infra/cli/reports/doctor-alerts.ts';
import {
  concurrencyLine,
  deadLetterLine,
  functionLine,
  guardLine,
  releaseLine,
  ruleLine,
  tableLines,
} from '../../../infra/cli/reports/doctor-deployment.ts';
import type { DoctorLine } from '../../../infra/cli/reports/doctor-report.ts';
import { functionsAtOnce } from '../../../infra/concurrency.ts';
import { at } from '../../harness/builders.ts';

const WHERE = { botId: 'paper', region: 'eu-west-1', stack: 'Kallisti-Trader' };
const HEARD = { ...WHERE, bot: { alertEmail: 'owner@example.org', schedule: 'on' } } as const;
const UNHEARD = { ...WHERE, bot: { alertEmail: 'none', schedule: 'on' } } as const;
const OFF = { ...WHERE, bot: { schedule: 'off' } } as const;
const STRANGER = { ...WHERE, bot: undefined };
const REMADE =
  'npx cdk destroy Kallisti-Trader, then npx cdk deploy Kallisti-Trader: the ledger and the parameters stay, the log goes, and mail must be confirmed again';

/** `passed: …`, or `wrong: … → …`. */
function said({ status, found, todo }: DoctorLine): string {
  return `${status}: ${found}${todo === undefined ? '' : ` → ${todo}`}`;
}

describe('the line of the mail', () => {
  const owner = { protocol: 'email', endpoint: 'owner@example.org', isConfirmed: true };
  const subscribe =
    'aws sns subscribe --region eu-west-1 --topic-arn TOPIC --protocol email --notification-endpoint owner@example.org';

  it('the line of the mail names everybody who is told, a chat too', () => {
    const chat = { protocol: 'https', endpoint: 'https://chat.example.org', isConfirmed: true };
    expect(mailLines([owner, chat], 'TOPIC', HEARD).map(said)).toEqual([
      'passed: alarms and alerts reach owner@example.org (email), https://chat.example.org (https)',
    ]);
  });

  it('the line of the mail says who has not followed his link, and how to get another', () => {
    expect(mailLines([{ ...owner, isConfirmed: false }], 'TOPIC', HEARD).map(said)).toEqual([
      `wrong: owner@example.org gets nothing: it has not confirmed → follow the link in the mail "AWS Notification - Subscription Confirmation"; to get another: ${subscribe}`,
    ]);
  });

  it('the line of the mail says whose subscription is gone, also beside others', () => {
    for (const others of [[], [{ ...owner, endpoint: 'other@example.org' }]]) {
      expect(mailLines(others, 'TOPIC', HEARD).map(said)).toEqual([
        `wrong: owner@example.org gets nothing: it is in infra/stages.ts, and not subscribed → ${subscribe}, then follow the link that it is mailed`,
      ]);
    }
  });

  it('the line of the mail passes where nobody wants to be told, and fails where nobody has said so', () => {
    expect(mailLines([], 'TOPIC', UNHEARD).map(said)).toEqual([
      "passed: reaches nobody, as infra/stages.ts says: alertEmail is 'none'",
    ]);
    expect(mailLines([], 'TOPIC', STRANGER)).toMatchObject([
      { status: 'wrong', found: 'alarms and alerts reach nobody' },
    ]);
  });

  it('the line of the mail says that the topic is gone', () => {
    expect(mailLines(undefined, 'TOPIC', HEARD)).toMatchObject([
      {
        status: 'wrong',
        found: 'the topic TOPIC is gone: nobody is told',
        todo: REMADE,
      },
    ]);
  });
});

describe('the line of the rule', () => {
  const [enabled, disabled] = [true, false].map((isEnabled) => ({
    isEnabled,
    schedule: 'rate(1 minute)',
    hasTargets: true,
  }));

  it('the line of the rule passes where it is as infra/stages.ts says', () => {
    expect(said(ruleLine('R', enabled, HEARD))).toBe('passed: R is enabled, rate(1 minute)');
    expect(said(ruleLine('R', disabled, OFF))).toBe(
      "passed: R is disabled, as infra/stages.ts says: schedule is 'off'",
    );
  });

  it('the line of the rule says that it is disabled, enabled without being wanted, without a target, or gone', () => {
    const idle = { isEnabled: true, schedule: 'rate(1 minute)', hasTargets: false };
    expect(said(ruleLine('R', disabled, STRANGER))).toBe(
      'wrong: R is disabled: no tick comes, and nobody manages open positions → aws events enable-rule --region eu-west-1 --name R',
    );
    expect(said(ruleLine('R', enabled, OFF))).toBe(
      "wrong: R is enabled, and infra/stages.ts says schedule: 'off' → npx cdk deploy Kallisti-Trader",
    );
    expect(said(ruleLine('R', idle, HEARD))).toBe(
      `wrong: R starts nothing: no tick comes, and nobody manages open positions → if ./scalper schedule --bot paper was interrupted, run it again in the same folder; otherwise ${REMADE}`,
    );
    expect(ruleLine('R', { ...idle, isEnabled: false }, OFF).status).toBe('passed');
    expect(ruleLine('R', undefined, HEARD)).toMatchObject({
      status: 'wrong',
      todo: `if ./scalper schedule --bot paper was interrupted, run it again in the same folder; otherwise ${REMADE}`,
    });
  });
});

describe('the line of the function', () => {
  it('the line of the function says that it is throttled, or not active', () => {
    const active = { state: 'Active', stateReason: undefined };
    expect(said(functionLine('F', active, undefined, 'eu-west-1'))).toBe('passed: F can be started');
    expect(functionLine('F', active, 1, 'eu-west-1').status).toBe('passed');
    expect(said(functionLine('F', active, 0, 'eu-west-1'))).toBe(
      'wrong: F is throttled: no concurrency is reserved for it → aws lambda delete-function-concurrency --region eu-west-1 --function-name F',
    );
    const failing = { state: 'Failed', stateReason: 'no network' };
    expect(functionLine('F', failing, undefined, 'eu-west-1')).toMatchObject({
      status: 'wrong',
      found: 'F is not active: Failed, no network',
    });
  });
});

describe('the line of dead letters', () => {
  it('the line of dead letters counts them, and says why the oldest is there', () => {
    expect(said(deadLetterLine('URL', { count: 0, oldest: undefined }, WHERE))).toBe('passed: none');
    const oldest = { sentMs: at('12:01'), reason: 'Rate exceeded' };
    expect(said(deadLetterLine('URL', { count: 3, oldest }, WHERE))).toBe(
      'wrong: 3, the oldest of 2026-01-05 12:01 UTC: Rate exceeded → infra/README.md, "Dead letters"; once you understand them: aws sqs purge-queue --region eu-west-1 --queue-url URL',
    );
    expect(deadLetterLine('URL', { count: 3, oldest: undefined }, WHERE)).toMatchObject({ found: '3' });
    expect(deadLetterLine('URL', undefined, WHERE)).toMatchObject({
      status: 'wrong',
      todo: REMADE,
    });
  });
});

describe('the lines of the guards', () => {
  const guarded = {
    key: ['pk', 'sk'],
    status: 'ACTIVE',
    isProtected: true,
    hasPointInTimeRecovery: true,
    clockAheadMs: 0,
  };

  it('the lines of the guards give for each that is missing the command that sets it: a deployment says "no changes"', () => {
    expect(tableLines('T', guarded, 'eu-west-1').map(said)).toEqual([
      'passed: T: active, protected from deletion, restorable to a point in time',
    ]);
    const bare = { ...guarded, isProtected: false, hasPointInTimeRecovery: false };
    expect(tableLines('T', bare, 'eu-west-1').map(said)).toEqual([
      'wrong: T: it is not protected from deletion → aws dynamodb update-table --region eu-west-1 --table-name T --deletion-protection-enabled',
      'wrong: T: it cannot be restored to a point in time → aws dynamodb update-continuous-backups --region eu-west-1 --table-name T --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
    ]);
    expect(said(guardLine('S', true, 'eu-west-1'))).toBe('passed: the stack S is protected from deletion');
    expect(said(guardLine('S', false, 'eu-west-1'))).toBe(
      'wrong: the stack S is not protected from deletion → aws cloudformation update-termination-protection --region eu-west-1 --stack-name S --enable-termination-protection',
    );
  });

  it('the lines of the guards name a table that is no ledger, and one that is not ready', () => {
    const other = { ...guarded, key: ['id'], status: 'CREATING' };
    expect(tableLines('T', other, 'eu-west-1').map(said)).toEqual([
      'wrong: T: its key is id, not pk, sk → it is no ledger: name another one with --table',
      'wrong: T: it is CREATING → wait, then run doctor again',
    ]);
  });
});

describe('the line of the concurrency', () => {
  it('the line of the concurrency counts two functions of each bot that is woken', () => {
    const bots = [
      { schedule: 'on' },
      { schedule: 'off' },
      { schedule: 'on', reservedConcurrency: 3 },
    ] as const;
    expect(functionsAtOnce(bots)).toBe(5);
  });

  it('the line of the concurrency compares what is left in the account with what the bots need', () => {
    const found = 'invocations at once for the account in eu-west-1';
    const said10 = concurrencyLine({ limit: 10, unreserved: 10 }, 10, 'eu-west-1');
    expect(said(said10)).toBe(
      `passed: 10 ${found}, 10 of them reserved by no function; the bots of infra/stages.ts need 10`,
    );
    expect(concurrencyLine({ limit: 10, unreserved: 9 }, 10, 'eu-west-1')).toMatchObject({
      status: 'wrong',
      todo: 'aws service-quotas request-service-quota-increase --region eu-west-1 --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
    });
  });
});

describe('the lines of the alarms', () => {
  const well = { name: 'Errors', state: 'OK', isTold: true, meaning: 'It means that.' };

  it('the lines of the alarms name those that ring, and those that tell nobody', () => {
    const young = { ...well, state: 'INSUFFICIENT_DATA' };
    expect(alarmLines([well, young], 'paper', WHERE).map(said)).toEqual([
      'passed: 2, none is in alarm; 1 have too little data yet',
    ]);
    const ringing = { ...well, name: 'MissedTicks', state: 'ALARM', isTold: false };
    expect(alarmLines([well, ringing], 'paper', WHERE).map(said)).toEqual([
      'wrong: MissedTicks is in alarm: It means that. → ./scalper status --bot paper',
      'wrong: nobody is told by MissedTicks → aws cloudwatch enable-alarm-actions --region eu-west-1 --alarm-names MissedTicks',
    ]);
    expect(alarmLines([], 'paper', WHERE)).toMatchObject([
      { status: 'wrong', found: 'Kallisti-Trader in eu-west-1 has none for paper' },
    ]);
  });
});

describe('the line of the release', () => {
  const deployed = '4c97113f0a29 bundle 1a2b3c4d5e6f';

  it('the line of the release passes where the function is the clone’s, whatever the revision', () => {
    const own = '1a9e4310aaaa-dirty bundle 1a2b3c4d5e6f';
    expect(said(releaseLine({ deployed, ticked: deployed, own }, 'Kallisti-Trader'))).toBe(
      `passed: ${deployed}, the function of this clone`,
    );
    expect(releaseLine({ deployed, ticked: undefined, own: undefined }, 'Kallisti-Trader').status).toBe(
      'passed',
    );
  });

  it('the line of the release says that another function runs than the clone’s, or than was deployed', () => {
    const own = '4c97113f0a29-dirty bundle 000000000000';
    expect(said(releaseLine({ deployed, ticked: deployed, own }, 'Kallisti-Trader'))).toBe(
      `wrong: ${deployed} runs; this clone is ${own} → to run this clone: npx cdk deploy --all; or use the clone that was deployed`,
    );
    expect(releaseLine({ deployed, ticked: own, own: deployed }, 'Kallisti-Trader')).toMatchObject({
      status: 'wrong',
      found: `${deployed} was deployed, and the last tick was of ${own}`,
    });
  });
});
