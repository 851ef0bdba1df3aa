/**
 * Documents of parameters that an earlier release made in the template, on their way out of it.
 *
 * What leaves a template is deleted or kept by the policy that the template before gave it. So there are two
 * deployments: this one gives each document the policy `Retain`, and the next one leaves it out. Each is an ordinary
 * `cdk deploy`; what is deployed decides which one it is.
 *
 * - Properties stay letter by letter: any change there would have CloudFormation write `{}` over the operator's values.
 * - A policy alone is no change to CloudFormation, which forgets it (github.com/aws-cloudformation/
 *   cloudformation-coverage-roadmap/issues/1543): other metadata comes with it, for which no service is called.
 */
import { CfnDeletionPolicy, CfnResource } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { DeployedLedger } from '../remote/deployed-ledger.ts';
import { parametersName } from './parameter-names.ts';

/** A document that is in the template of a deployed stack, or may be. */
export interface KeptParameter {
  /** Of its construct. */
  readonly id: string;
  /** As it is deployed. @default - the one that follows from the construct, as in earlier releases */
  readonly logicalId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** @param botIds those whose document an earlier release may have made, where nobody knows */
export function parametersToKeep(
  deployed: DeployedLedger,
  botIds: readonly string[],
): readonly KeptParameter[] {
  switch (deployed.kind) {
    case 'none':
      return [];
    case 'there':
      return deployed.parameters
        .filter(({ isRetained }) => !isRetained)
        .map(({ logicalId, properties }) => ({ id: `${logicalId}-kept`, logicalId, properties }));
    case 'unknown':
      return botIds.map((botId) => ({
        id: `${botId}-params`,
        properties: { Name: parametersName(botId), Type: 'String', Value: '{}' },
      }));
  }
}

export class KeptParameterResource extends Construct {
  constructor(scope: Construct, { id, logicalId, properties }: KeptParameter) {
    super(scope, id);
    const kept = new CfnResource(this, 'Resource', {
      type: 'AWS::SSM::Parameter',
      properties: { ...properties },
    });
    if (logicalId !== undefined) kept.overrideLogicalId(logicalId);
    kept.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN;
    kept.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    kept.cfnOptions.metadata = { Kallisti: 'stays when it leaves this template' };
  }
}
