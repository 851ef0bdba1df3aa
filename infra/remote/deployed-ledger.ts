/**
 * What does AWS hold of a stage's ledger before the next deployment?
 *
 * A template knows nothing of what is deployed, and two things depend on it: a document of parameters that the template
 * of an earlier release has made is deleted with its resource, and guards that stand before the first success keep a
 * deployment that failed from being repeated.
 *
 * Invariant: where AWS gives no answer, or one of another account than the command line's, nothing is taken for absent.
 */
import { cdkLine } from '../../lambda/adapters/command-line.ts';
import { z } from 'zod';
import { awsWords } from '../../lambda/adapters/aws/aws-refusal.ts';
import { shortTimeouts } from '../../lambda/adapters/aws/aws-timeouts.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';

/** A document of parameters as a deployed template has it. */
export interface DeployedParameter {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The document stays when its resource leaves the template. */
  readonly isRetained: boolean;
}

export type DeployedLedger =
  | {
      readonly kind: 'unknown';
      /** Absent where nobody was asked, because nothing can be deployed either. */
      readonly cause?: string;
    }
  /** The next deployment is the first. */
  | {
      readonly kind: 'none';
      /** A first one has failed, and cannot be repeated before this protection is taken away. */
      readonly isBlocked: boolean;
    }
  | { readonly kind: 'there'; readonly parameters: readonly DeployedParameter[] };

export interface LedgerAddress {
  readonly stack: string;
  readonly region: string;
  /** The account that the command line deploys to; `undefined` where it has no credentials. */
  readonly account: string | undefined;
}

/** States of a stack that was never complete. */
const NEVER_COMPLETE = new Set([
  'REVIEW_IN_PROGRESS',
  'CREATE_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'DELETE_COMPLETE',
]);

/** `cdk bootstrap` leaves it in every account and region that it prepares. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

const templateSchema = z.looseObject({
  Resources: z.record(
    z.string(),
    z.looseObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).default({}),
      DeletionPolicy: z.string().optional(),
    }),
  ),
});

/** Asks, and throws nothing. */
export async function deployedLedger(address: LedgerAddress): Promise<DeployedLedger> {
  if (address.account === undefined) return { kind: 'unknown' };
  try {
    return await ask(address, address.account);
  } catch (error) {
    return { kind: 'unknown', cause: awsWords(error) };
  }
}

async function ask({ stack, region }: LedgerAddress, account: string): Promise<DeployedLedger> {
  const { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } =
    await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient({ ...shortTimeouts(), region });
  try {
    const found = await client
      .send(new DescribeStacksCommand({ StackName: stack }))
      .catch((error: unknown) => {
        // CloudFormation's answer for a stack that does not exist.
        if (error instanceof Error && error.name === 'ValidationError') return undefined;
        throw error;
      });
    const { StackId, StackStatus = '', EnableTerminationProtection } = found?.Stacks?.[0] ?? {};
    const asked = accountOf(StackId ?? (await bootstrapArn(region)));
    if (asked !== account) {
      const cause = `these credentials are of the account ${asked}, and the command line's of ${account}`;
      return { kind: 'unknown', cause };
    }
    if (StackId === undefined || NEVER_COMPLETE.has(StackStatus)) {
      const isRolledBack = StackStatus.startsWith('ROLLBACK');
      return { kind: 'none', isBlocked: isRolledBack && EnableTerminationProtection === true };
    }
    const { TemplateBody = '' } = await client.send(new GetTemplateCommand({ StackName: stack }));
    return { kind: 'there', parameters: parametersIn(TemplateBody) };
  } finally {
    client.destroy();
  }
}

async function bootstrapArn(region: string): Promise<string> {
  const { GetParameterCommand, ParameterNotFound, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ ...shortTimeouts(), region });
  try {
    const { Parameter: found } = await client.send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION }));
    return found?.ARN ?? '';
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
    throw new Error(`${BOOTSTRAP_VERSION} is not there: ${cdkLine('bootstrap')}`, { cause: error });
  } finally {
    client.destroy();
  }
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function parametersIn(template: string): readonly DeployedParameter[] {
  const { Resources: resources } = templateSchema.parse(parseJson(template));
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties, DeletionPolicy }]) =>
    Type === 'AWS::SSM::Parameter'
      ? [{ logicalId, properties: Properties, isRetained: DeletionPolicy === 'Retain' }]
      : [],
  );
}
