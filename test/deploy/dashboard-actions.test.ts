/**
 * Do the buttons of the dashboard reach AWS with the deployment, and only while the stage says so?
 *
 * The real `npx cdk deploy --all` with a stage of the test's own, and the very files that AWS would receive.
 */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PICTURES, STEERING, bundle } from '../../infra/bundle/bundle.ts';
import { OTHER_BOT, PAPER_BOT } from '../infra/synthesis.ts';
import { REGION, rehearsalAccount, said } from './rehearsal-account.ts';
import { calledAlone, functionsIn } from './uploads.ts';

const TRADER = 'Kallisti-Trader';
const STAGE = { bots: [PAPER_BOT, OTHER_BOT], dashboardPictures: true };

/** What a button sends. */
const CLICK = `{ action: 'pause', bot: 'paper', epoch: 1, version: 1, drawnAtMs: Date.now(), widgetContext: {} }`;

it('buttons are deployed as one build for all bots, answer a click although nothing answers them, and go with the option', async () => {
  const { account, deploy, folder } = await rehearsalAccount();
  for (const name of [PICTURES, STEERING]) await bundle(name, join(folder, name));
  const first = await deploy({ ...STAGE, dashboardActions: true });
  expect(first.code, said(first)).toBe(0);
  const steering = async () =>
    (await functionsIn(account, TRADER)).filter(({ environment }) => 'STEERED_BOT' in environment);
  const [ofPaper, ofOther, ...others] = await steering();
  if (ofPaper === undefined || ofOther === undefined) throw new Error('a bot has no buttons');
  expect(others).toEqual([]);
  expect([...ofPaper.files.keys()].toSorted()).toEqual(['index.mjs', 'steering.cjs']);
  expect(ofOther.files).toEqual(ofPaper.files);
  const answered = await calledAlone(ofPaper, REGION, CLICK);
  expect(answered.code, said(answered)).toBe(0);
  expect(answered.stdout).toContain('Nothing was done. The ledger of bot paper could not be read.');
  expect(answered.stdout).toContain('"message":"click"');
  const wrong = await calledAlone(ofOther, REGION, CLICK);
  expect(wrong.stdout).toContain('The click is for another bot.');
  const second = await deploy(STAGE);
  expect(second.code, said(second)).toBe(0);
  expect(await steering()).toEqual([]);
});

it('buttons in a dashboard that is shared are refused before anything is asked of AWS', async () => {
  const { account, deploy } = await rehearsalAccount();
  const refused = await deploy({ ...STAGE, dashboardActions: true, dashboardShared: true });
  expect(refused.code, said(refused)).toBe(1);
  expect(said(refused)).toContain('whoever has the link of a shared dashboard could close positions');
  expect(account.cloudFormation.executed).toEqual([]);
});
