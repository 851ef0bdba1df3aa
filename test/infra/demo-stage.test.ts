/**
 * Is a bot at the exchange's demo deployed as one, and unmistakable to whoever looks at AWS?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createKallisti } from '../../infra/app.ts';
import { STAGE } from '../../infra/stages.ts';
import {
  OTHER_BOT,
  PAPER_BOT,
  resourcesOf,
  stageOf,
  synthesise,
  withBundle,
  type SynthesisedStack,
} from './synthesis.ts';

let trader: SynthesisedStack;
beforeAll(() => {
  const bots = [PAPER_BOT, { ...OTHER_BOT, id: 'practice', exchange: 'binanceusdm', demo: true }];
  ({ trader } = synthesise(stageOf({ bots })));
});

/** What all resources of a type have there, as text. */
function written(type: string, property: string): readonly string[] {
  return [...resourcesOf(trader, type).values()].map(({ Properties }) =>
    JSON.stringify(Properties[property]),
  );
}

/** What a synthesis says, of the bots with these changes. */
function saidOf(...changes: readonly Partial<typeof PAPER_BOT>[]): string {
  const bots = changes.map((change) => ({ ...PAPER_BOT, ...change }));
  return withBundle((bundlePath, outdir) => {
    const { traders } = createKallisti({ stage: stageOf({ bots }), bundleOf: () => bundlePath, outdir });
    const said = traders.flatMap(({ node }) =>
      node.metadata.map(({ type, data }) => `${type} ${String(data)}`),
    );
    return said.join('\n');
  });
}

describe('a stage with a bot at the demo', () => {
  it('a stage with a bot at the demo, or with real money, is told so when it is synthesised, and no other', () => {
    const once = 'once its mode is live and preflight has passed';
    const both = saidOf({ demo: true }, { id: 'live', allowLive: true });
    expect(both).toContain(`aws:cdk:info bot paper: DEMO, play money at the demo of binanceusdm, ${once}`);
    expect(both).toContain(`aws:cdk:warning bot live: REAL MONEY, ${once}`);
    expect(saidOf({})).not.toMatch(/DEMO|REAL MONEY/);
  });

  it('a stage with a bot at the demo tells its function, and the function of no other', () => {
    const [paper = '', practice = ''] = written('AWS::Lambda::Function', 'Environment');
    expect(practice).toContain('"BOT_ID":"practice"');
    expect(practice).toContain('"ALLOW_LIVE":"false","EXCHANGE_DEMO":"true"');
    expect(paper).not.toContain('EXCHANGE_DEMO');
  });

  it('a stage with a bot at the demo names it as the sender of its mails, and first on the dashboard', () => {
    expect(written('AWS::SNS::Topic', 'DisplayName')).toEqual([
      '"Kallisti paper"',
      '"Kallisti DEMO practice"',
    ]);
    const [body = ''] = written('AWS::CloudWatch::Dashboard', 'DashboardBody');
    expect(body).toContain('## DEMO, play money: practice. What is open, and is it making money?');
  });

  it('the stage of this repository has no such bot', () => {
    expect(STAGE.bots.filter(({ demo, allowLive }) => demo === true || allowLive === true)).toEqual([]);
  });
});
