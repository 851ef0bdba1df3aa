/**
 * What does a stage with buttons in its dashboard deploy, and what may the functions do that they call?
 */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PICTURES, STEERING, functionsOf } from '../../infra/bundle/bundle.ts';
import { createKallisti } from '../../infra/app.ts';
import { dashboardPage } from './dashboard-page.ts';
import { operatorPermissionsOf, permissionsOf } from './permissions.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  withBundle,
  type SynthesisedStack,
} from './synthesis.ts';

const BOTS = [PAPER_BOT, OTHER_BOT];
const WITH_BUTTONS = stageOf({ bots: BOTS, dashboardPictures: true, dashboardActions: true });
const WITHOUT = stageOf({ bots: BOTS, dashboardPictures: true });

const functionSchema = z.looseObject({
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }),
});

function functionsOfDashboard(trader: SynthesisedStack) {
  return new Map(
    [...resourcesOf(trader, 'AWS::Lambda::Function')].flatMap(([id, { Properties: properties }]) =>
      id.startsWith('Dashboard') ? [[id, functionSchema.parse(properties)] as const] : [],
    ),
  );
}

describe('a dashboard with buttons', () => {
  const { trader } = synthesise(WITH_BUTTONS);

  it('has a function for each bot, with a role of its own, which the pictures know and nobody else', () => {
    const functions = functionsOfDashboard(trader);
    const [steered, pictures] = [
      [...functions].filter(([id]) => id.includes('steering')),
      [...functions].filter(([id]) => id.includes('Pictures')),
    ];
    expect(
      steered.map(
        ([
          ,
          {
            Environment: { Variables },
          },
        ]) => Variables['STEERED_BOT'],
      ),
    ).toEqual(['paper', 'other-1']);
    expect(new Set([...functions.values()].map(({ Role: role }) => role['Fn::GetAtt'][0])).size).toBe(3);
    const named = pictures.map(
      ([
        ,
        {
          Environment: { Variables },
        },
      ]) => Variables['STEERING_FUNCTIONS'],
    );
    const arnOf = (k: number) => ({ 'Fn::GetAtt': [steered[k]?.[0], 'Arn'] });
    expect(named).toEqual([{ 'Fn::Join': ['', ['paper=', arnOf(0), ',other-1=', arnOf(1)]] }]);
  });

  it('lets each read the item and leave commands of its bot, as scalper does, and nothing else', () => {
    const own = permissionsOf(trader).filter((row) => row.startsWith('Dashboardpapersteering'));
    const on = (partition: string) =>
      `ledger Table  if ForAllValues:StringEquals dynamodb:LeadingKeys ["${partition}"]`;
    expect(own.filter((row) => !row.includes('  logs:')).toSorted()).toEqual(
      [
        `dynamodb:Query  ${on('bot#paper')}`,
        `dynamodb:Query  ${on('commands#paper')}`,
        `dynamodb:PutItem  ${on('commands#paper')}`,
        `dynamodb:GetItem  ${on('commands#paper')}`,
      ]
        .map((row) => `DashboardpapersteeringRole  ${row}`)
        .toSorted(),
    );
  });

  it('has a policy for whoever looks and clicks: to call these functions, and nothing else', () => {
    const [rows = [], ...others] = operatorPermissionsOf(trader, 'OperatorDashboard');
    expect(others).toEqual([]);
    expect(rows).toEqual([
      'lambda:InvokeFunction  DashboardPicturesFunction',
      'lambda:InvokeFunction  Dashboardother1steeringFunction',
      'lambda:InvokeFunction  DashboardpapersteeringFunction',
    ]);
    expect(trader.json.Outputs['DashboardPolicy']?.Value).toBeDefined();
    const without = synthesise(WITHOUT).trader;
    expect(operatorPermissionsOf(without, 'OperatorDashboard')).toEqual([]);
    expect(without.json.Outputs).not.toHaveProperty('DashboardPolicy');
  });

  it('leaves the function that draws its rights: it reads', () => {
    const ofPictures = (stack: SynthesisedStack) =>
      permissionsOf(stack).filter((row) => row.startsWith('DashboardPictures'));
    expect(ofPictures(trader)).toEqual(ofPictures(synthesise(WITHOUT).trader));
  });

  it('is called by nobody but who clicks: no rule, no address, no permission for another', () => {
    const rules = JSON.stringify([...resourcesOf(trader, 'AWS::Events::Rule').values()]);
    const permissions = JSON.stringify([...resourcesOf(trader, 'AWS::Lambda::Permission').values()]);
    expect(`${rules}${permissions}`).not.toContain('steering');
    expect([...resourcesOf(trader, 'AWS::Lambda::Url')]).toEqual([]);
  });

  it('says before the pictures that the buttons act, and that it is not to be shared', () => {
    const text = JSON.stringify(dashboardPage(WITH_BUTTONS).body);
    expect(text).toContain('The buttons act');
    expect(text).toContain('Do not share this dashboard by a link');
    expect(JSON.stringify(dashboardPage(WITHOUT).body)).not.toContain('The buttons act');
  });
});

describe('a stage that does not ask for buttons', () => {
  it('has none, and its pictures know no function to call', () => {
    const functions = [...functionsOfDashboard(synthesise(WITHOUT).trader)];
    expect(functions).toHaveLength(1);
    expect(functions[0]?.[1].Environment.Variables).not.toHaveProperty('STEERING_FUNCTIONS');
  });

  it('is what a stage comes as', () => {
    expect(stageOf()).toMatchObject({ dashboardActions: false, dashboardShared: false });
    expect([...functionsOf(WITHOUT)]).toEqual(['binanceusdm', 'bybit', PICTURES]);
    expect([...functionsOf(WITH_BUTTONS)]).toEqual(['binanceusdm', 'bybit', PICTURES, STEERING]);
  });
});

it('buttons that were not built are missed before anything is deployed', () => {
  const make = () =>
    withBundle((bundlePath) =>
      createKallisti({
        stage: WITH_BUTTONS,
        bundleOf: (one) => (one === STEERING ? '/nowhere' : bundlePath),
        checked: false,
      }),
    );
  expect(make).toThrow('/nowhere/index.mjs is missing: build it with `npm run build`');
});
