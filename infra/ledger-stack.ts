/**
 * The stack that must survive: the ledger, and the operator's parameters.
 *
 * - It is apart from everything that can be made again.
 * - It is guarded three times: the stack by termination protection, the table by deletion protection, and the table
 *   stays when its resource goes.
 * - Construct ids here are never renamed: a new id is a new table, and a parameter that is created anew overwrites the
 *   operator's.
 */
import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, Billing, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { parametersName } from './constructs/parameter-names.ts';
import type { Stage } from './stages.ts';

export interface LedgerStackProps extends StackProps {
  readonly stage: Stage;
}

export class LedgerStack extends Stack {
  /** Table of all bots. */
  readonly table: TableV2;

  constructor(scope: Construct, id: string, { stage, ...props }: LedgerStackProps) {
    super(scope, id, { terminationProtection: true, ...props });
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billing: Billing.onDemand(),
      // DynamoDB's own key: free, no permissions to lose, and whoever may read the table could use any other key too.
      encryption: TableEncryptionV2.dynamoOwnedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    // Exported whether or not they are imported: a stage may change to a restored table and back.
    this.exportValue(this.table.tableName);
    this.exportValue(this.table.tableArn);
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    for (const bot of stage.bots) {
      // CloudFormation writes '{}' when it creates this, and again whenever anything of this resource changes.
      new StringParameter(this, `${bot.id}-params`, {
        parameterName: parametersName(bot.id),
        stringValue: '{}',
      });
    }
  }
}
