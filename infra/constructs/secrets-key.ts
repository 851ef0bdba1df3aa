/**
 * A key of the deployment's own for the exchange's keys in Parameter Store, and who may use it for what.
 *
 * - It encrypts parameters of bots, through Parameter Store, and nothing else: the key itself refuses the rest, whoever
 *   asks.
 * - Who may use it is said where the parameters are allowed, by the same names: whoever may read all of Parameter Store
 *   reads nothing with it.
 * - It stays when its resource goes: without it nobody could read what it has encrypted.
 */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';

/** Parameter Store's name of what it encrypts, which it tells the key. */
const CONTEXT = 'kms:EncryptionContext:PARAMETER_ARN';

/** All that can be done with it, but for looking after it. */
const USES = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];

/** What Parameter Store does with it for whoever makes these calls; standard parameters need no data key. */
const KEY_USE: Readonly<Record<string, string>> = {
  'ssm:GetParameters': 'kms:Decrypt',
  'ssm:PutParameter': 'kms:Encrypt',
};

/** By which people find it. */
export function secretsAlias(stageName: string): string {
  return `alias/${stageName}-secrets`;
}

export class SecretsKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { stageName }: { readonly stageName: string }) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      alias: secretsAlias(stageName),
      description: "Kallisti: the exchange's keys of the bots",
      enableKeyRotation: true,
      // A deployment that fails leaves none behind, to be paid for.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const anyOf = [false, true].flatMap((isDemo) => secretNames('*', isDemo));
    this.refuse({ 'kms:ViaService': viaParameterStore(this) });
    this.refuse({ [CONTEXT]: anyOf.map((name) => parameterArn(this, name)) });
  }

  /** Any use but that. */
  private refuse(but: Readonly<Record<string, unknown>>): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: USES,
        resources: ['*'],
        conditions: { StringNotLike: but },
      }),
    );
  }
}

export interface KeyUse {
  readonly keyArn: string;
  /** Actions on the exchange's keys. */
  readonly calls: Iterable<string>;
  /** Their names. */
  readonly secrets: readonly string[];
}

/**
 * What whoever may make some calls on the exchange's keys of bots must be allowed on the key that encrypts them; nothing
 * where none of the calls uses it.
 */
export function keyUseOf(scope: Construct, { keyArn, calls, secrets }: KeyUse): PolicyStatement[] {
  const actions = [...calls].flatMap((call) => KEY_USE[call] ?? []);
  if (actions.length === 0 || secrets.length === 0) return [];
  const context = secrets.map((name) => parameterArn(scope, name));
  return [
    new PolicyStatement({
      actions: actions.toSorted(),
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': viaParameterStore(scope), [CONTEXT]: context } },
    }),
  ];
}

function viaParameterStore(scope: Construct): string {
  return `ssm.${Stack.of(scope).region}.amazonaws.com`;
}

/** By its name, which begins with a slash. */
export function parameterArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) });
}
