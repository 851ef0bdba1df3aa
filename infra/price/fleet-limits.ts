/**
 * Which limit of AWS binds first, when one account has many bots?
 *
 * What a bot takes is counted in its template. Limits are AWS's defaults of an account in a region, from its pages on quotas as far as they are
 * remembered: none was looked up on the day, and most are raised on request.
 */
import type { Template } from './usage.ts';

export interface FleetLimit {
  readonly what: string;
  /** Of one bot. */
  readonly each: number;
  readonly limit: number;
  /** How many bots fit. */
  readonly bots: number;
  readonly remedy: string;
}

/** Functions at once. */
const FUNCTIONS_OF_A_BOT = 2;
/** Reads of a tick from Parameter Store, which all come in one second where rules fire in one. */
const PARAMETER_READS = 1;
const BOTS_IN_A_STACK = 25;

const COUNTED = [
  ['rules of EventBridge', 'AWS::Events::Rule', 300, 'ask for more, or another region'],
  ['roles', 'AWS::IAM::Role', 1_000, 'ask for up to 5,000'],
  ['alarms of CloudWatch', 'AWS::CloudWatch::Alarm', 5_000, 'ask for more'],
  ['topics', 'AWS::SNS::Topic', 100_000, ''],
  ['log groups', 'AWS::Logs::LogGroup', 1_000_000, ''],
] as const;

/** @param one the templates of one bot; @param two those of two. */
export function fleetLimits(one: readonly Template[], two: readonly Template[]): readonly FleetLimit[] {
  const count = (templates: readonly Template[], type: string) =>
    templates
      .flatMap(({ Resources: resources }) => Object.values(resources))
      .filter((each) => each.Type === type).length;
  const row = (what: string, each: number, limit: number, remedy: string): FleetLimit => ({
    what,
    each,
    limit,
    bots: Math.floor(limit / each),
    remedy,
  });
  return [
    row(
      'parameters read in one second',
      PARAMETER_READS,
      40,
      'higher throughput, which is paid, or rules at other seconds of the minute',
    ),
    row('functions at once', FUNCTIONS_OF_A_BOT, 1_000, 'ask for more, which is free'),
    ...COUNTED.map(([what, type, limit, remedy]) =>
      row(what, count(two, type) - count(one, type), limit, remedy),
    ),
    row('stacks', 1 / BOTS_IN_A_STACK, 2_000, `groups of ${BOTS_IN_A_STACK}; a stage takes 99 of them`),
    row('dashboards', 1 / BOTS_IN_A_STACK, 5_000, 'one a group'),
  ].toSorted((left, right) => left.bots - right.bots);
}
