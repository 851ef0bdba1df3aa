/**
 * Have the policies for people room in what IAM takes, with the longest names and with live?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BOTS_PER_POLICY } from '../../infra/operator/operator-policy.ts';
import { parseStage } from '../../infra/stages.ts';
import { policiesOf, type PolicyKind } from './permissions.ts';
import { PAPER_BOT, synthesise } from './synthesis.ts';

/** Characters of a managed policy, without white space. */
const POLICY_MAX = 6_144;

/** What the policies of a few bots leave free, for calls of further commands: an action costs some 30, a place some 500. */
const ROOM_MIN = 900;

/** As many as one stack holds. */
const BOTS_MAX = 25;

function lengthsWith(
  bots: number,
  { hasButtons = false } = {},
): Readonly<Record<PolicyKind, readonly number[]>> {
  const stage = parseStage({
    name: 'A2345678901234567890123456789012',
    region: 'ap-southeast-1',
    secretsKey: 'own',
    dashboardPictures: hasButtons,
    dashboardActions: hasButtons,
    bots: Array.from({ length: bots }, (_, k) => ({
      ...PAPER_BOT,
      id: `b23456789012345${String.fromCodePoint(97 + k)}`,
      symbols: ['BTCUSDT'],
    })),
  });
  const live = { ...stage, bots: stage.bots.map((bot) => ({ ...bot, allowLive: true })) };
  const { trader } = synthesise(live);
  const lengths = (kind: PolicyKind) =>
    policiesOf(trader, kind).map(({ PolicyDocument: document }) =>
      lengthOf(document, `${stage.name}-Trader`),
    );
  return {
    OperatorPolicy: lengths('OperatorPolicy'),
    OperatorSteering: lengths('OperatorSteering'),
    OperatorSecrets: lengths('OperatorSecrets'),
    OperatorKeyPolicy: lengths('OperatorKeyPolicy'),
    OperatorDashboard: lengths('OperatorDashboard'),
  };
}

describe('a policy', () => {
  it('a policy has room for so many bots as share one', () => {
    const { OperatorPolicy: operators, OperatorSteering: steering } = lengthsWith(BOTS_PER_POLICY);
    for (const [length, ...others] of [operators, steering]) {
      expect(others).toEqual([]);
      expect(length).toBeGreaterThan(2_000);
      expect(length).toBeLessThanOrEqual(POLICY_MAX - ROOM_MIN);
    }
  });

  it("a policy for the exchange's keys, and one for the stage's own key, has room for all bots of a stack", () => {
    const { OperatorSecrets: secrets, OperatorKeyPolicy: key } = lengthsWith(BOTS_MAX);
    for (const [length, ...others] of [secrets, key]) {
      expect(others).toEqual([]);
      expect(length).toBeGreaterThan(BOTS_MAX * 150);
      expect(length).toBeLessThanOrEqual(POLICY_MAX);
    }
  });
});

/** As many as one stack holds with a function more for each. */
const BOTS_WITH_BUTTONS_MAX = 19;

it('the policy for whoever clicks in the dashboard has room for all bots of a stack', () => {
  const { OperatorDashboard: lengths } = lengthsWith(BOTS_WITH_BUTTONS_MAX, { hasButtons: true });
  expect(lengths).toHaveLength(1);
  expect(lengths[0]).toBeGreaterThan(BOTS_WITH_BUTTONS_MAX * 100);
  expect(lengths[0]).toBeLessThanOrEqual(POLICY_MAX);
});

const KEY_ARN = 'arn:aws:kms:ap-southeast-1:123456789012:key/11111111-2222-3333-4444-555555555555';

/** As AWS counts it, without white space, when everything has its name. */
function lengthOf(document: unknown, stackName: string): number {
  const arn = (id: string) =>
    `arn:aws:dynamodb:ap-southeast-1:123456789012:log-group:${stackName}-${id}-ABCDEFGHIJKL:*`;
  const named = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(named);
    if (typeof value !== 'object' || value === null) return value;
    const [[kind, of] = ['', undefined]] = Object.entries(value);
    if (kind === 'Ref') return '123456789012';
    if (kind === 'Fn::GetAtt') return arn(z.tuple([z.string(), z.string()]).parse(of)[0]);
    if (kind === 'Fn::ImportValue') return arn('TableCD117FA1');
    if (kind === 'Fn::GetStackOutput') return KEY_ARN;
    if (kind !== 'Fn::Join') return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, named(v)]));
    const [, parts] = z.tuple([z.string(), z.array(z.unknown())]).parse(of);
    return parts.map(named).join('');
  };
  return JSON.stringify(named(document)).replaceAll(/\s/g, '').length;
}
