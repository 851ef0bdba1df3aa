/**
 * Do the bots of a group fit into one stack of CloudFormation?
 */
import { CfnOutput, CfnResource } from 'aws-cdk-lib';
import { stageError, type Stage } from './stages.ts';
import type { TraderStack } from './trader-stack.ts';

/** Quotas of CloudFormation for one template. */
const QUOTAS = { resources: 500, outputs: 200 };

/** @throws StageError that says how many fit. */
export function checkRoom({ bots, node, stackName }: TraderStack, stage: Stage): void {
  const children = node.findAll();
  const counts = {
    resources: children.filter((child) => CfnResource.isCfnResource(child)).length,
    outputs: children.filter((child) => child instanceof CfnOutput).length,
  };
  const mistakes = (['resources', 'outputs'] as const).flatMap((kind) => {
    const [count, quota] = [counts[kind], QUOTAS[kind]];
    if (count <= quota) return [];
    const fitting = Math.floor((bots.length * quota) / count);
    const next = Math.max(...stage.bots.map(({ group }) => group)) + 1;
    return [
      `bots: ${bots.length} in ${stackName} make ${count} ${kind}, and CloudFormation takes ${quota} in a stack, which is ${fitting} bots: give those that were never deployed another group, such as group: ${next}`,
    ];
  });
  if (mistakes.length > 0) throw stageError(mistakes);
}
