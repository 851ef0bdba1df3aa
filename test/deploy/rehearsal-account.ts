/**
 * An account for one test, and the command that deploys stages of the test's own to it.
 */
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StageInput } from '../../infra/stages.ts';
import type { FakeAws } from '../harness/aws/fake-aws.ts';
import { folderOf, type Ended } from '../harness/scalper-process.ts';
import { PAPER_BOT } from '../infra/synthesis.ts';
import { deployAll, fakeAccount } from './cdk-process.ts';

export const REGION = 'ap-northeast-1';

export interface RehearsalAccount {
  readonly account: FakeAws;
  readonly deploy: (stage?: Partial<StageInput>) => Promise<Ended>;
  /** A function that was built there, under its name, is deployed in the place of a placeholder. */
  readonly folder: string;
}

export async function rehearsalAccount(): Promise<RehearsalAccount> {
  const account = fakeAccount(REGION);
  await account.open();
  onTestFinished(() => account.close());
  const folder = await folderOf();
  const deploy = (stage: Partial<StageInput> = {}) => {
    const whole: StageInput = { name: 'Kallisti', region: REGION, bots: [PAPER_BOT], ...stage };
    // For a shell, which has no quotation mark in it to close.
    const app = `node test/deploy/rehearsed-app.ts ${folder} '${JSON.stringify(whole)}'`;
    return deployAll({ endpoint: account.baseUrl, assembly: app }, '--output', join(folder, 'cdk.out'));
  };
  return { account, deploy, folder };
}

export function said({ code, stdout, stderr }: Ended): string {
  return `exit ${code}\n${stdout}\n${stderr}`;
}
