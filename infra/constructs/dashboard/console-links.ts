/**
 * Addresses in the console of AWS: what a person opens next.
 */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { parametersName } from '../parameter-names.ts';
import type { ShownBot } from './shown-bot.ts';

export interface BotLinks {
  readonly log: string;
  readonly function: string;
  readonly deadLetters: string;
  readonly parameters: string;
}

export function linksOf(scope: Construct, bot: ShownBot): BotLinks {
  const { region, account, urlSuffix } = Stack.of(scope);
  // An address within an address. The names are CloudFormation's, and have no character that needs it.
  const queue = ['https:', '', `sqs.${region}.${urlSuffix}`, account, bot.deadLetters.queueName]
    .join('/')
    .replace(':', '%3A')
    .replaceAll('/', '%2F');
  // The console decodes it twice.
  const parameter = encodeURIComponent(encodeURIComponent(parametersName(bot.id)));
  return {
    log: page(region, 'cloudwatch', `logsV2:log-groups/log-group/${bot.logGroup.logGroupName}`),
    function: page(region, 'lambda', `/functions/${bot.function.functionName}?tab=monitoring`),
    deadLetters: page(region, 'sqs/v3', `/queues/${queue}`),
    parameters: `https://${region}.console.aws.amazon.com/systems-manager/parameters/${parameter}/description?region=${region}`,
  };
}

/** Where queries are saved. */
export function insightsLink(scope: Construct): string {
  return page(Stack.of(scope).region, 'cloudwatch', 'logsV2:logs-insights');
}

function page(region: string, service: string, path: string): string {
  return `https://${region}.console.aws.amazon.com/${service}/home?region=${region}#${path}`;
}
