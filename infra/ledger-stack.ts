/**
 * The stack that must survive: the ledger.
 *
 * - It is apart from everything that can be made again. A first deployment holds the table alone: nothing that is made
 *   after the table can fail, and leave it behind in a stack that is rolled back.
 * - A key of the stage's own for the exchange's keys is here, too: what it has encrypted is lost without it.
 * - It is guarded three times: the stack by termination protection, the table by deletion protection, and the table
 *   stays when its resource goes. A first deployment has none of the three yet (`isFirst`), because each keeps what has
 *   failed from being taken away, and so from being tried again.
 * - Construct ids here are never renamed: a new id is a new table.
 */
import {
  CfnOutput,
  CrossStackReferences,
  ReferenceStrength,
  RemovalPolicy,
  Stack,
  type StackProps,
} from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { KeptParameterResource, type KeptParameter } from './constructs/kept-parameters.ts';
import { SecretsKey } from './constructs/secrets-key.ts';

export interface LedgerStackProps extends StackProps {
  /** It has never been complete. @default false */
  readonly isFirst?: boolean;
  /** Documents of parameters that an earlier release made. @default - none */
  readonly kept?: readonly KeptParameter[];
  /** The stage whose bots' exchange keys get a key of their own. @default - none do */
  readonly secretsOf?: string;
}

export class LedgerStack extends Stack {
  /** Table of all bots. */
  readonly table: TableV2;
  /** Of the key for the exchange's keys, where the stage has one. */
  readonly secretsKeyArn: string | undefined;

  constructor(scope: Construct, id: string, props: LedgerStackProps) {
    const { isFirst = false, kept = [], secretsOf, ...others } = props;
    super(scope, id, { terminationProtection: !isFirst, ...others });
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // DynamoDB's own key: free, no permissions to lose, and whoever may read the table could use any other key too.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: !isFirst,
      // The first: retained, except where the deployment that makes it is rolled back.
      removalPolicy: isFirst ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.RETAIN,
    });
    // Exported whether or not they are imported: a stage may change to a restored table and back.
    this.exportValue(this.table.tableName);
    this.exportValue(this.table.tableArn);
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    for (const parameter of kept) new KeptParameterResource(this, parameter);
    this.secretsKeyArn = secretsOf === undefined ? undefined : this.secretsKey(secretsOf);
  }

  private secretsKey(stageName: string): string {
    const { key } = new SecretsKey(this, 'Secrets', { stageName });
    // A stage may go back to Parameter Store's key: CloudFormation never lets go of what is imported.
    CrossStackReferences.of(key).produce(ReferenceStrength.WEAK);
    return key.keyArn;
  }
}
