/**
 * Does every part of a bill say whose it is, and is nothing replaced or overwritten by saying so?
 */
import { CfnResource, TagManager } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Kallisti } from '../../infra/app.ts';
import { ALL_BOTS, BOT_TAG, STAGE_TAG } from '../../infra/constructs/cost-tags.ts';
import { OTHER_BOT, PAPER_BOT, stageOf, synthesise, type Resource, type Synthesised } from './synthesis.ts';

const STAGE = stageOf({
  bots: [{ ...PAPER_BOT, staticEgress: true }, OTHER_BOT],
  monthlyBudget: { usd: 20, email: 'owner@example.org' },
  secretsKey: 'own',
});

let stacks: Synthesised;
/** Types of resources that take tags, as the library knows them. */
const taggable = new Set<string>(['AWS::DynamoDB::GlobalTable']);
beforeAll(() => {
  const change = ({ app }: Kallisti) => {
    for (const one of app.node.findAll())
      if (CfnResource.isCfnResource(one) && TagManager.of(one) !== undefined)
        taggable.add(one.cfnResourceType);
  };
  // With the parameters that an earlier release may have made.
  stacks = synthesise(STAGE, { change, deployed: { kind: 'unknown' } });
});

const tags = z.array(z.object({ Key: z.string(), Value: z.string() })).default([]);
const taggedSchema = z.looseObject({
  Tags: tags,
  ResourceTags: tags,
  /** A global table has the tags of each region. */
  Replicas: z.array(z.looseObject({ Tags: tags })).default([]),
});

function tagsOf({ Properties: properties }: Resource): Readonly<Record<string, string>> {
  const { Tags, ResourceTags, Replicas } = taggedSchema.parse(properties);
  const all = [...Tags, ...ResourceTags, ...Replicas.flatMap((replica) => replica.Tags)];
  // The network's parts also have names.
  return Object.fromEntries(all.filter(({ Key }) => Key !== 'Name').map(({ Key, Value }) => [Key, Value]));
}

const resources = () => [stacks.ledger, stacks.trader].flatMap(({ json }) => Object.entries(json.Resources));

describe('the tags', () => {
  it('the tags name the deployment and the bot on every resource that takes tags, but for the parameters', () => {
    const others = new Set(['aws-cdk:subnet-name', 'aws-cdk:subnet-type']);
    const found = resources().filter(([, { Type }]) => taggable.has(Type) && Type !== 'AWS::SSM::Parameter');
    expect(found.length).toBeGreaterThan(35);
    for (const [name, resource] of found) {
      const said = Object.entries(tagsOf(resource)).filter(([key]) => !others.has(key));
      const bot = /^(?<id>paper|other1)/.exec(name)?.groups?.['id'];
      const expected = bot === undefined ? ALL_BOTS : bot.replace('1', '-1');
      expect(Object.fromEntries(said), name).toEqual({ [STAGE_TAG]: 'Kallisti', [BOT_TAG]: expected });
    }
  });

  it('the tags are not on the parameters, whose resource must never change', () => {
    const parameters = resources().filter(([, { Type }]) => Type === 'AWS::SSM::Parameter');
    expect(parameters).toHaveLength(2);
    for (const [name, { Properties: properties }] of parameters)
      expect(properties, name).not.toHaveProperty('Tags');
  });
});
