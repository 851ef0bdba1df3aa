/**
 * The topic that alarms and the bot's own alerts go to.
 *
 * It keeps SNS's default encryption: CloudWatch may not publish through the AWS-managed key, and its alarms would be
 * lost silently.
 */
import { Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface AlertTopicProps {
  readonly botId: string;
  /** At the exchange's demo: the sender of every mail says so, also of an alarm's. */
  readonly isDemo: boolean;
  /** `undefined` where nobody gets a mail. */
  readonly email: string | undefined;
}

export class AlertTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { botId, isDemo, email }: AlertTopicProps) {
    super(scope, id);
    const displayName = `Kallisti ${isDemo ? `DEMO ${botId}` : botId}`;
    this.topic = new Topic(this, 'Topic', { displayName, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
  }
}
