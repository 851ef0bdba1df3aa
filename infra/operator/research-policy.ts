/**
 * A policy for whoever searches in the cloud and is no administrator. It is attached to nobody: the owner attaches it to a user or
 * a role.
 *
 * It allows the calls of a search, on the research stack, and nothing else: no bot, no table, no key.
 */
import { Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { acknowledgeWildcards } from '../constructs/acknowledged-rules.ts';
import { RESEARCH_CALLS, type ResearchPlace } from './research-calls.ts';

const WILDCARD =
  'Objects are named by what they hold, and executions by their job: the prefix is all that is known of them. The account and the stack can be asked for in no other way.';

export class ResearchPolicy extends ManagedPolicy {
  constructor(scope: Construct, id: string, { bucket, machine }: Searched) {
    super(scope, id, {
      description:
        'Kallisti: to search sets of parameters in the cloud, by sweep and walk-forward of scalper',
    });
    const places = placesOf(Stack.of(this), { bucket, machine });
    for (const [place, calls] of Map.groupBy(RESEARCH_CALLS, ([, on]) => on)) {
      const resources = [...places[place]];
      this.addStatements(
        new PolicyStatement({ actions: calls.map(([action]) => action).toSorted(), resources }),
      );
    }
    const wild = Object.values(places)
      .flat()
      .filter((resource) => resource.endsWith('*'));
    acknowledgeWildcards(this, wild, WILDCARD);
  }
}

interface Searched {
  readonly bucket: Bucket;
  readonly machine: StateMachine;
}

function placesOf(
  { partition, region, account, stackName }: Stack,
  { bucket, machine }: Searched,
): Readonly<Record<ResearchPlace, readonly string[]>> {
  const arn = (service: string, resource: string) =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    'research stack': [arn('cloudformation', `stack/${stackName}/*`)],
    'research bucket': [bucket.bucketArn],
    objects: [bucket.arnForObjects('*')],
    'objects of commands': ['markets/*', 'searches/*', 'jobs/*'].map((keys) => bucket.arnForObjects(keys)),
    'state machine': [machine.stateMachineArn],
    jobs: [arn('states', `execution:${machine.stateMachineName}:*`)],
    'map runs': [arn('states', `mapRun:${machine.stateMachineName}/*:*`)],
    // The action knows no resource.
    'account limits': ['*'],
  };
}
