/**
 * How many bots does a stage take, and what becomes of those that are deployed when others come?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { concurrencyWords } from '../../infra/concurrency.ts';
import { StageError, type StageInput } from '../../infra/stages.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  warningsOf,
  type Synthesised,
} from './synthesis.ts';

const GROUP = 25;
const TEMPLATE_BYTES_MAX = 1_000_000;

/** As many bots, so many in each group. */
function bots(count: number, perGroup = count): StageInput['bots'] {
  return Array.from({ length: count }, (_, k) => ({
    ...PAPER_BOT,
    id: `bot-${k}`,
    group: Math.floor(k / perGroup) + 1,
  }));
}

const bodySchema = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });
const pageSchema = z.object({
  widgets: z.array(
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ alarms: z.array(z.unknown()).default([]) }),
    }),
  ),
});

/** How many alarms each widget of its dashboard shows. */
function shownAlarms(stack: Synthesised['trader']): readonly number[] {
  const [page] = resourcesOf(stack, 'AWS::CloudWatch::Dashboard').values();
  const body = bodySchema.parse(page?.Properties['DashboardBody'])['Fn::Join'][1];
  const text = body.map((part) => (typeof part === 'string' ? part : 'name')).join('');
  return pageSchema
    .parse(JSON.parse(text))
    .widgets.filter(({ type }) => type === 'alarm')
    .map(({ properties: { alarms } }) => alarms.length);
}

let hundred: Synthesised;
beforeAll(() => {
  hundred = synthesise(stageOf({ bots: bots(100, GROUP) }));
});

describe('a stage of a hundred bots', () => {
  it('a stage of a hundred bots is a stack for each group, none of them too large for CloudFormation', () => {
    const functions = hundred.traders.map((stack) => resourcesOf(stack, 'AWS::Lambda::Function').size);
    expect(functions).toEqual([GROUP, GROUP, GROUP, GROUP]);
    for (const { json } of hundred.traders) {
      expect(Object.keys(json.Resources).length).toBeLessThanOrEqual(500);
      expect(Object.keys(json.Outputs).length).toBeLessThanOrEqual(200);
      expect(JSON.stringify(json).length).toBeLessThan(TEMPLATE_BYTES_MAX);
    }
  });

  it('a stage of a hundred bots says in each stack whose functions look for commands apart, under a name of its own', () => {
    const said = hundred.traders.flatMap(({ json }) =>
      Object.entries(json.Outputs).filter(([name]) => name.startsWith('CommandsApart')),
    );
    expect(said.map(([name]) => name)).toEqual([1, 2, 3, 4].map((group) => `CommandsApart${group}`));
    const ids = said.map(([, { Value: value }]) => String(value).split(','));
    expect(ids.map((some) => some.length)).toEqual([GROUP, GROUP, GROUP, GROUP]);
    expect(ids.flat()).toEqual(bots(100).map(({ id }) => id));
  });

  it('a stage of a hundred bots shows every alarm, in widgets as large as CloudWatch allows', () => {
    for (const stack of hundred.traders) {
      const shown = shownAlarms(stack);
      expect(Math.max(...shown)).toBeLessThanOrEqual(100);
      const all = resourcesOf(stack, 'AWS::CloudWatch::Alarm').size;
      expect(shown.reduce((sum, some) => sum + some, 0)).toBe(all);
    }
  });

  it('a stage of a hundred bots leaves the stack and the ids of those that were there before as they were', () => {
    const before = synthesise(stageOf({ bots: bots(GROUP) }));
    const idsIn = ({ trader }: Synthesised) => Object.keys(trader.json.Resources);
    expect(idsIn(hundred)).toEqual(idsIn(before));
    expect(before.traders).toHaveLength(1);
  });

  it('a stage of a hundred bots names its further stacks in the first, where commands look for them', () => {
    expect(hundred.trader.json.Outputs['FurtherStacks']?.Value).toBe(
      'Kallisti-Trader-2,Kallisti-Trader-3,Kallisti-Trader-4',
    );
  });
});

describe('a bot that is deployed twice', () => {
  it('a bot that is deployed twice in one account is refused by CloudFormation: both would export its name', () => {
    const outputs = Object.values(hundred.traders[1]?.json.Outputs ?? {});
    expect(outputs).toContainEqual(expect.objectContaining({ Export: { Name: 'kallisti:bot:bot-25' } }));
  });
});

describe('a second deployment in the account', () => {
  it('a second deployment in the account meets no name that is taken, except the export of a bot with the same id', () => {
    const two = synthesise(stageOf({ bots: [PAPER_BOT, OTHER_BOT] }));
    const physical =
      /^(?:Alarm|Budget|Dashboard|Function|LogGroup|Queue|Role|Rule|Subscription|Table|Topic)?Name$/;
    const taken = [two.ledger, two.trader].flatMap(({ json }) =>
      Object.values(json.Resources).flatMap(({ Properties: properties }) =>
        Object.entries(properties).filter(([key, value]) => physical.test(key) && typeof value === 'string'),
      ),
    );
    // Another deployment has another name.
    const others = taken.filter(([, name]) => !String(name).startsWith('Kallisti-Trader/'));
    expect(others).toEqual([]);
    const exported = [two.ledger, two.trader].flatMap(({ json }) =>
      Object.values(json.Outputs).flatMap(({ Export: named }) => (named === undefined ? [] : [named])),
    );
    expect(exported.filter(({ Name: name }) => !name.startsWith('Kallisti-'))).toEqual([
      { Name: 'kallisti:bot:paper' },
      { Name: 'kallisti:bot:other-1' },
    ]);
  });
});

describe('a group of too many bots', () => {
  it('a group of too many bots is refused in a sentence that says how many fit, and so many do', () => {
    const refused = () => synthesise(stageOf({ bots: bots(40) }));
    expect(refused).toThrow(StageError);
    const sentence =
      /bots: 40 in Kallisti-Trader make (\d+) resources, and CloudFormation takes 500 in a stack, which is (\d+) bots: give those that were never deployed another group, such as group: 2$/m;
    expect(refused).toThrow(sentence);
    const [, , fitting] = sentence.exec(messageOf(refused)) ?? [];
    expect(synthesise(stageOf({ bots: bots(Number(fitting)) })).traders).toHaveLength(1);
  });

  it.each([
    ['without a first group', [{ ...PAPER_BOT, group: 2 }], /bots: no bot is in group 1/],
    [
      'with a static address elsewhere',
      [PAPER_BOT, { ...PAPER_BOT, id: 'second', group: 2, staticEgress: true }],
      /bots\.1\.staticEgress: the static address is in the stack of group 1/,
    ],
  ])('a stage %s is refused', (_, wrong, message) => {
    expect(() => stageOf({ bots: wrong })).toThrow(message);
  });
});

describe('functions that run at the same moment', () => {
  const awake = { schedule: 'on' } as const;

  it('functions that run at the same moment are counted, and what a new account does not allow is said', () => {
    const five = Array.from({ length: 5 }, () => awake);
    expect(concurrencyWords(five)).toBeUndefined();
    expect(concurrencyWords([...five, { schedule: 'off' }])).toBeUndefined();
    expect(concurrencyWords([...five, awake])).toMatch(/^12 functions .* a new account 10: /);
    expect(concurrencyWords([...five, { ...awake, reservedConcurrency: 3 }])).toMatch(/^13 functions/);
    expect(concurrencyWords([...five, { ...awake, reservedConcurrency: 1 }])).toMatch(/^11 functions/);
  });

  it('functions that run at the same moment are a warning of the synthesis', () => {
    const stage = stageOf({ bots: bots(2).map((bot) => ({ ...bot, reservedConcurrency: 6 })) });
    expect(warningsOf(stage)).toEqual([expect.stringMatching(/^12 functions may run/)]);
    expect(warningsOf(stageOf())).toEqual([]);
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  return '';
}
