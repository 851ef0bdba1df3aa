/**
 * Policies for people who operate the bots of a stack and are no administrators. They are attached to nobody: the owner
 * attaches them to a user or a role.
 *
 * - A policy allows the calls of the commands, on the bots' own resources, and nothing else.
 * - The keys of an exchange can be read and written only where the stage allows a bot real money or the exchange's demo, and by
 *   a policy of their own: the others have room without them, and their owner decides who operates bots and reads no key.
 * - A bot's item and the rows of its ledger can be read, and never written.
 * - The stricter of the two kinds watches and steers: it looks, pauses, resumes and flattens.
 * - Whoever clicks in the dashboard needs no right on the table: the functions that he may call have it.
 * - A key of the stage's own is allowed by a policy of its own, too: all the names in one would have no room.
 */
import { Stack, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { commandsPartition } from '../../lambda/adapters/dynamo/command-items.ts';
import { botPartition, ledgerPartition } from '../../lambda/adapters/dynamo/dynamo-items.ts';
import type { LedgerTable } from '../constructs/ledger-table.ts';
import { ledgerStackName, parametersName } from '../constructs/parameter-names.ts';
import { keyUseOf } from '../constructs/secrets-key.ts';
import {
  OPERATOR_CALLS,
  SECRETS_CALLS,
  STEERING_CALLS,
  actionsByPlace,
  type Call,
  type Place,
} from './command-calls.ts';

/** IAM takes 6,144 characters, and so many bots with the longest names. A role takes ten policies, twenty on request. */
export const BOTS_PER_POLICY = 4;

export interface OperatedBot {
  readonly id: string;
  /** Names in Parameter Store of its keys; none of a bot that trades on paper alone. */
  readonly secrets: readonly string[];
  readonly function: IFunction;
  readonly logGroup: ILogGroup;
  readonly ruleArn: string;
  readonly deadLetters: IQueue;
  readonly alerts: ITopic;
}

export interface OperatorPoliciesProps {
  readonly stageName: string;
  readonly bots: readonly OperatedBot[];
  readonly table: LedgerTable;
  /** The functions behind the pictures and buttons of the dashboard; none where it has no buttons. */
  readonly clicked?: readonly IFunction[];
  /** What encrypts the exchange's keys. @default - Parameter Store's own key */
  readonly secretsKeyArn?: string | undefined;
}

/** The same for ever: with another id or description it would be another policy, which nobody has attached. */
interface PolicyKind {
  readonly id: string;
  readonly description: string;
  readonly calls: readonly Call[];
}

const OPERATOR: PolicyKind = {
  id: 'Policy',
  description: 'Kallisti: what an operator of bots may do, by the commands of scalper and the runbook',
  calls: OPERATOR_CALLS,
};
const STEERING: PolicyKind = {
  id: 'Steering',
  description:
    'Kallisti: to watch bots and to steer them: status, tail, pause, resume and flatten of scalper',
  calls: STEERING_CALLS,
};
const SECRETS: PolicyKind = {
  id: 'Secrets',
  description: "Kallisti: what an operator of bots may do with the exchange's keys",
  calls: SECRETS_CALLS,
};

export class OperatorPolicies extends Construct {
  /** Each for the next few bots. */
  readonly operators: readonly ManagedPolicy[];
  /** The stricter ones, for the same bots. */
  readonly steering: readonly ManagedPolicy[];
  /** For all bots with keys, where there are any. */
  readonly secretsPolicy: ManagedPolicy | undefined;
  /** For the same, where a key of the stage's own encrypts the exchange's keys. */
  readonly keyPolicy: ManagedPolicy | undefined;
  /** To look at the pictures of the dashboard and click their buttons, where there are any. */
  readonly dashboardPolicy: ManagedPolicy | undefined;

  constructor(scope: Construct, id: string, props: OperatorPoliciesProps) {
    super(scope, id);
    this.operators = this.policies(OPERATOR, props);
    this.steering = this.policies(STEERING, props);
    const hasKeys = props.bots.some(({ secrets }) => secrets.length > 0);
    this.secretsPolicy = hasKeys ? this.policy(SECRETS.id, SECRETS, props) : undefined;
    this.keyPolicy = this.keyUse(props);
    this.dashboardPolicy = this.clicks(props);
  }

  /** Each by the name of its output. */
  named(): readonly (readonly [name: string, policy: ManagedPolicy])[] {
    const numbered = (name: string, some: readonly ManagedPolicy[]) =>
      some.map((policy, k) => [`${name}${k === 0 ? '' : k + 1}`, policy] as const);
    const single = (name: string, policy: ManagedPolicy | undefined) =>
      policy === undefined ? [] : [[name, policy] as const];
    return [
      ...numbered('OperatorPolicy', this.operators),
      ...numbered('SteeringPolicy', this.steering),
      ...single('OperatorSecrets', this.secretsPolicy),
      ...single('OperatorKeyPolicy', this.keyPolicy),
      ...single('DashboardPolicy', this.dashboardPolicy),
    ];
  }

  private clicks({ clicked = [] }: OperatorPoliciesProps): ManagedPolicy | undefined {
    if (clicked.length === 0) return undefined;
    const description = 'Kallisti: to look at the pictures of the dashboard and to click their buttons';
    const resources = clicked.map(({ functionArn }) => functionArn);
    const statements = [new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources })];
    return new ManagedPolicy(this, 'Dashboard', { description, statements });
  }

  private policies(kind: PolicyKind, props: OperatorPoliciesProps): readonly ManagedPolicy[] {
    const { bots } = props;
    return Array.from({ length: Math.ceil(bots.length / BOTS_PER_POLICY) }, (_, k) => {
      const some = bots.slice(k * BOTS_PER_POLICY, (k + 1) * BOTS_PER_POLICY);
      return this.policy(`${kind.id}${k + 1}`, kind, { ...props, bots: some });
    });
  }

  /** What the calls on the exchange's keys do with the key that encrypts them. */
  private keyUse({ bots, secretsKeyArn: keyArn }: OperatorPoliciesProps): ManagedPolicy | undefined {
    if (keyArn === undefined) return undefined;
    const secrets = bots.flatMap((bot) => bot.secrets);
    const calls = actionsByPlace(SECRETS_CALLS).get('secrets') ?? [];
    const statements = keyUseOf(this, { keyArn, calls, secrets });
    if (statements.length === 0) return undefined;
    const description = "Kallisti: what an operator of bots may do with the key of the exchange's keys";
    return new ManagedPolicy(this, 'KeyPolicy', { description, statements });
  }

  private policy(
    id: string,
    { description, calls }: PolicyKind,
    props: OperatorPoliciesProps,
  ): ManagedPolicy {
    const policy = new ManagedPolicy(this, id, { description });
    const stack = Stack.of(this);
    for (const [place, actions] of actionsByPlace(calls)) {
      const { resources, conditions } = reachOf(place, props, stack);
      policy.addStatements(
        new PolicyStatement({
          actions: [...actions].toSorted(),
          resources: [...resources],
          ...(conditions && { conditions }),
        }),
      );
      for (const resource of resources.filter((name) => name.endsWith('*'))) {
        const shown = resource.replace(stack.account, '<AWS::AccountId>');
        Validations.of(policy).acknowledge({
          id: `AwsSolutions-IAM5[Resource::${shown}]`,
          reason: WILDCARD,
        });
      }
    }
    return policy;
  }
}

const WILDCARD =
  'AWS itself judges such a call by a wildcard: a stack that is asked for without its number, alarms by a prefix of their names, the names of parameters, the limits of the account. It reads, and changes nothing.';

interface Reach {
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

function reachOf(place: Place, { stageName, bots, table }: OperatorPoliciesProps, stack: Stack): Reach {
  const arn = (service: string, resource: string) =>
    `arn:${stack.partition}:${service}:${stack.region}:${stack.account}:${resource}`;
  const parameter = (name: string) => arn('ssm', `parameter${name}`);
  const partitions = (of: (botId: string) => string): Reach => ({
    resources: [table.tableArn],
    conditions: {
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': bots.map(({ id }) => of(id)) },
    },
  });
  switch (place) {
    case 'ledger stack':
      return { resources: [arn('cloudformation', `stack/${ledgerStackName(stageName)}/*`)] };
    case 'trader stack':
      return { resources: [arn('cloudformation', `stack/${stack.stackName}/*`)] };
    case 'table':
      return { resources: [table.tableArn] };
    case 'item':
      return partitions(botPartition);
    case 'commands':
      return partitions(commandsPartition);
    case 'rows':
      return partitions(ledgerPartition);
    case 'parameters':
      return { resources: bots.map(({ id }) => parameter(parametersName(id))) };
    case 'secrets':
      return { resources: bots.flatMap((bot) => bot.secrets).map(parameter) };
    case 'function':
      return { resources: bots.map((bot) => bot.function.functionArn) };
    case 'log':
      return { resources: bots.map(({ logGroup }) => logGroup.logGroupArn) };
    case 'alarms':
      return { resources: [arn('cloudwatch', 'alarm:*')] };
    case 'rule':
      return { resources: bots.map(({ ruleArn }) => ruleArn) };
    case 'dead letters':
      return { resources: bots.map(({ deadLetters }) => deadLetters.queueArn) };
    case 'topic':
      return { resources: bots.map(({ alerts }) => alerts.topicArn) };
    case 'names of all parameters':
    case 'limits':
      // The action knows no resource.
      return { resources: ['*'] };
  }
}
