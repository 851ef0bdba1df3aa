/**
 * Tags by which AWS divides a bill: of which deployment, and for which bot.
 *
 * - Every resource that takes tags has both, but for the operator's parameters: CloudFormation writes `{}` over them
 *   whenever anything of their resource changes.
 * - A tag on a resource that is deployed is an update without interruption. For the table that is tested, because a
 *   property that needs another table would leave the bots with an empty one.
 */
import { Tags } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

export const STAGE_TAG = 'kallisti:stage';
export const BOT_TAG = 'kallisti:bot';

/** What serves all of them. No bot is called so: an id has no space. */
export const ALL_BOTS = 'all bots';

const UNTAGGED = { excludeResourceTypes: ['AWS::SSM::Parameter'] };

/** Everything of a deployment; what belongs to one bot is tagged with that bot as well. */
export function tagStage(scope: IConstruct, stageName: string): void {
  Tags.of(scope).add(STAGE_TAG, stageName, UNTAGGED);
  Tags.of(scope).add(BOT_TAG, ALL_BOTS, UNTAGGED);
}

/** The innermost tag of a name is the one that counts. */
export function tagBot(scope: IConstruct, botId: string): void {
  Tags.of(scope).add(BOT_TAG, botId, UNTAGGED);
}
