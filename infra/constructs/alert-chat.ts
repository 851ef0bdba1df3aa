/**
 * The Slack channel that shows the alarms and alerts of all bots, by AWS's own integration: Amazon Q Developer in chat
 * applications.
 *
 * - One for all bots: an account configures a channel once.
 * - It shows, and does nothing: its role has no permission, and no command that somebody types there is allowed.
 */
import { Stack } from 'aws-cdk-lib';
import { SlackChannelConfiguration } from 'aws-cdk-lib/aws-chatbot';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface SlackChannel {
  /** Of the workspace that was authorised in AWS's console. */
  readonly workspaceId: string;
  readonly channelId: string;
}

export interface AlertChatProps {
  readonly channel: SlackChannel;
  readonly topics: readonly ITopic[];
}

export class AlertChat extends Construct {
  constructor(scope: Construct, id: string, { channel, topics }: AlertChatProps) {
    super(scope, id);
    new SlackChannelConfiguration(this, 'Slack', {
      // The account's, in all regions.
      slackChannelConfigurationName: `${Stack.of(this).stackName}-${channel.channelId}`,
      slackWorkspaceId: channel.workspaceId,
      slackChannelId: channel.channelId,
      notificationTopics: [...topics],
      // Without one it is AdministratorAccess.
      guardrailPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
    });
  }
}
