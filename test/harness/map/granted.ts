/**
 * What roles and policy of a research stack allow, in the account of a test, and what was asked there.
 *
 * Invariant: what IAM would refuse is refused here: an action of another name, a resource that no pattern covers.
 */
import { z } from 'zod';
import { permissionsOf, researchPolicyOf } from '../../infra/permissions.ts';
import type { SynthesisedStack } from '../../infra/synthesis.ts';
import { ACCOUNT, ACCOUNT_SETTINGS, type FakeAws } from '../aws/fake-aws.ts';
import { BUCKET, MACHINE_ARN, WORKER_ARN } from './map-definition.ts';

/** An action of IAM, and the ARN of what it is done on; `*` where the action knows no resource. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
}

/** Names of the template, and what they are called in the account. */
const NAMES: readonly (readonly [template: RegExp, there: string])[] = [
  [/^Bucket(?=\/|$)/, `arn:aws:s3:::${BUCKET}`],
  [/(?<=:::)Bucket(?=\/)/, BUCKET],
  [/^Worker(?=:|$)/, WORKER_ARN],
  [/^Jobs$/, MACHINE_ARN],
  [/name of Jobs/, MACHINE_ARN.split(':').at(-1) ?? ''],
  [/ACCOUNT/, ACCOUNT],
];

export class Granted {
  /** `s3:GetObject  arn:…/*`, of each permission. */
  readonly rows: readonly string[];

  /** @param rows `action  resource`, as the tables of permissions have them. */
  constructor(rows: readonly string[]) {
    this.rows = rows.map((row) => {
      const [action = '', resource = '', ...conditions] = row.split('  ');
      if (conditions.length > 0) throw new Error(`nobody has said how this is judged: ${row}`);
      const there = NAMES.reduce((text, [template, name]) => text.replace(template, name), resource);
      return `${action}  ${there}`;
    });
  }

  allows(asked: Asked): boolean {
    return this.rows.some((row) => covers(row, asked));
  }

  /** Permissions that none of these calls needs. */
  unusedBy(calls: readonly Asked[]): readonly string[] {
    return this.rows.filter((row) => !calls.some((asked) => covers(row, asked)));
  }
}

function covers(row: string, { action, resource }: Asked): boolean {
  const [allowed, pattern = ''] = row.split('  ');
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`));
  return allowed === action && new RegExp(`^${parts.join('.*')}$`).test(resource);
}

/** Of whoever searches. */
export function grantedToPeople(stack: SynthesisedStack): Granted {
  return new Granted(researchPolicyOf(stack));
}

/** Of a role of the stack. */
export function grantedTo(stack: SynthesisedStack, role: 'WorkerRole' | 'JobsRole'): Granted {
  const own = permissionsOf(stack).filter((row) => row.startsWith(`${role}  `));
  return new Granted(own.map((row) => row.slice(role.length + 2)));
}

const jobsSchema = z.union([
  z.object({ stateMachineArn: z.string() }).transform((asked) => asked.stateMachineArn),
  z.object({ executionArn: z.string() }).transform((asked) => asked.executionArn),
  z.object({ mapRunArn: z.string() }).transform((asked) => asked.mapRunArn),
]);

/** Every request for an account, as IAM sees it. @throws Error for one that nobody knows here. */
export function askedOf(aws: FakeAws): readonly Asked[] {
  const objects = aws.requests.flatMap((request): readonly Asked[] => {
    const [, method, place] = /^(HEAD|GET|PUT) (\S+\/\S+)/.exec(request) ?? [];
    if (place === undefined) return [];
    return [
      { action: method === 'PUT' ? 's3:PutObject' : 's3:GetObject', resource: `arn:aws:s3:::${place}` },
    ];
  });
  // Who may not list a bucket is told that what is not there is forbidden.
  const absent = aws.bucket.absent.map((): Asked => ({
    action: 's3:ListBucket',
    resource: `arn:aws:s3:::${BUCKET}`,
  }));
  return [...objects, ...absent, ...aws.calls.map(askedBy)];
}

function askedBy({ target, body }: FakeAws['calls'][number]): Asked {
  if (target === 'DescribeStacks') {
    const stack = `stack/${new URLSearchParams(body).get('StackName')}/0000`;
    return {
      action: 'cloudformation:DescribeStacks',
      resource: `arn:aws:cloudformation:ap-northeast-1:${ACCOUNT}:${stack}`,
    };
  }
  if (target === ACCOUNT_SETTINGS) return { action: 'lambda:GetAccountSettings', resource: '*' };
  const [service, operation] = target.split('.');
  if (service !== 'AWSStepFunctions') throw new Error(`nobody has said what ${target} needs`);
  return { action: `states:${operation}`, resource: jobsSchema.parse(JSON.parse(body)) };
}
