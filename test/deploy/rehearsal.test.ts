/**
 * Does the command that deploys do what it promises, with the very files that AWS would receive?
 *
 * The real `npx cdk deploy --all` as a process, and later without npx, against an account that stands on the loopback interface. It shows what
 * is packed, uploaded and asked for, in which order, and what is said when something is refused. It does not show what
 * CloudFormation makes of it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { PICTURES, bundle } from '../../infra/bundle/bundle.ts';
import { isSameBundle, releaseOf } from '../../infra/bundle/release.ts';
import { plainId } from '../../infra/constructs/parameter-names.ts';
import { STAGE, parseStage } from '../../infra/stages.ts';
import { MINUTE_MS } from '../../lambda/core/units.ts';
import { folderOf, type Ended } from '../harness/scalper-process.ts';
import { hasRuntimeClient } from '../lambda/function-process.ts';
import { BOT, FunctionHarness, deployedEnvironment, responseOf } from '../lambda/function-harness.ts';
import { ACCOUNT } from '../harness/aws/fake-aws.ts';
import { fakeAccount, cdk, deployAll } from './cdk-process.ts';
import { assetsOf, calledAlone, filesIn, functionsIn, unpacked } from './uploads.ts';
import { NOON } from '../harness/builders.ts';

const { name: NAME, region: REGION, bots: BOTS, dashboardPictures: HAS_PICTURES } = parseStage(STAGE);
const LEDGER = `${NAME}-Ledger`;
const TRADER = `${NAME}-Trader`;
const account = fakeAccount(REGION);
let endpoint = '';
let assembly = '';
let first: Ended;

/** As its operator does: the templates and the function are made anew. */
async function deploy(isTyped = false): Promise<Ended> {
  return deployAll({ endpoint, isTyped }, '--output', assembly);
}

beforeAll(async () => {
  await account.open();
  endpoint = account.baseUrl;
  assembly = join(await folderOf(), 'cdk.out');
  first = await deploy(true);
});

afterAll(() => account.close());

function said({ code, stdout, stderr }: Ended): string {
  return `exit ${code}\n${stdout}\n${stderr}`;
}

/** In the order in which they are deployed. */
const ARTIFACTS = [LEDGER, `${LEDGER}-Guards`, TRADER];
const assets = (packaging: 'file' | 'zip') => assetsOf(assembly, ARTIFACTS, packaging);
/** Those of the bots. */
const uploadedFunctions = async () =>
  (await functionsIn(account, TRADER)).filter(({ botId }) => botId !== '');
/** The one that draws them. */
const uploadedPictures = async () =>
  (await functionsIn(account, TRADER)).filter(({ environment }) => environment['WIDGET_BOTS'] !== undefined);

describe('the first deployment', () => {
  it('the first deployment ends well, and asks nothing that the account does not answer', () => {
    expect(first.code, said(first)).toBe(0);
    expect(account.unknown).toEqual([]);
  });

  it('the first deployment makes the ledger before what uses it', () => {
    expect(account.cloudFormation.executed).toEqual([LEDGER, LEDGER, TRADER]);
    expect(first.stdout).toMatch(
      new RegExp(`✅ +${LEDGER}\\b[^]*✅ +${LEDGER}-Guards\\b[^]*✅ +${TRADER}\\b`),
    );
  });

  it('the first deployment ends with the ledger protected from being taken away, as a stack and as a table', () => {
    const stacks = [...account.cloudFormation.stacks.values()];
    expect(stacks.map((stack) => [stack.name, stack.terminationProtection])).toEqual([
      [LEDGER, true],
      [TRADER, false],
    ]);
    expect([...account.resources.tables.values()]).toEqual([true]);
  });

  it('the first deployment uploads each template, one function for each exchange and one for the pictures, each once', async () => {
    const [templates, functions] = [await assets('file'), await assets('zip')];
    const exchanges = new Set(BOTS.map(({ exchange }) => exchange));
    expect([templates.size, functions.size]).toEqual([3, exchanges.size + (HAS_PICTURES ? 1 : 0)]);
    expect(account.bucket.uploadedKeys.toSorted()).toEqual(
      [...templates.keys(), ...functions.keys()].toSorted(),
    );
  });

  it('the first deployment has CloudFormation carry out the very templates that were synthesised', async () => {
    const synthesised: string[] = [];
    for (const [key, path] of await assets('file')) {
      const template = await readFile(path, 'utf8');
      expect(account.bucket.uploads.get(key)?.toString('utf8')).toBe(template);
      synthesised.push(template);
    }
    expect(account.cloudFormation.carriedOut).toEqual(synthesised);
  });

  it('the first deployment hands each function over as `npm run build` makes it, file by file, byte by byte', async () => {
    const functions = await uploadedFunctions();
    expect(functions.map(({ botId }) => botId)).toEqual(BOTS.map(({ id }) => id));
    const pictures = (await uploadedPictures()).map((one) => ({ ...one, exchange: PICTURES }));
    expect(pictures).toHaveLength(HAS_PICTURES ? 1 : 0);
    for (const { exchange, files } of [...functions, ...pictures]) {
      const folder = join(await folderOf(), exchange);
      await bundle(exchange, folder);
      const built = await filesIn(folder);
      expect([...files.keys()].toSorted()).toEqual([...built.keys()].toSorted());
      for (const [name, content] of built) {
        expect(Buffer.compare(files.get(name) ?? new Uint8Array(), content), `${exchange}/${name}`).toBe(0);
      }
    }
  });
});

it('a deployment says all that the doctor asks the stack for, and names the very function that was uploaded', async () => {
  const { Outputs: outputs } = z
    .looseObject({ Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })) })
    .parse(JSON.parse(account.cloudFormation.stacks.get(TRADER)?.template ?? ''));
  for (const { botId, files, environment } of await uploadedFunctions()) {
    const outputOf = (part: string) => outputs[`${plainId(botId)}${part}`]?.Value;
    const asked = ['Function', 'Rule', 'Logs', 'DeadLetters', 'Alerts', 'Release'];
    expect(asked.filter((part) => outputOf(part) === undefined)).toEqual([]);
    const { RELEASE: release = '' } = environment;
    expect(outputOf('Release')).toBe(release);
    expect(isSameBundle(release, releaseOf(files))).toBe(true);
  }
});

describe('a function that was uploaded', () => {
  it('a function that was uploaded starts in this Node although nothing answers, and knows its environment', async () => {
    for (const uploaded of await uploadedFunctions()) {
      const { code, stderr } = await calledAlone(
        uploaded,
        REGION,
        '{}, { getRemainingTimeInMillis: () => 9e4 }',
      );
      expect(code).toBe(1);
      expect(stderr).toContain('not a scheduled event of EventBridge');
    }
  });

  it('a function that was uploaded to draw the bots answers a page although nothing answers it', async () => {
    for (const uploaded of await uploadedPictures()) {
      const answered = await calledAlone(uploaded, REGION, `{ bot: '${BOTS[0]?.id}' }`);
      expect(answered.code, said(answered)).toBe(0);
      expect(answered.stdout).toContain('The ledger could not be read.');
    }
  });

  it.skipIf(!hasRuntimeClient())(
    "a function that was uploaded ticks under AWS's own runtime client (skipped where `npm run lambda:install` has not been run)",
    async () => {
      const uploaded = (await uploadedFunctions()).find(({ exchange }) => exchange === 'binanceusdm');
      // The venue that stands in is Binance; a stage without it is shown by the test before.
      if (uploaded === undefined) return;
      const harness = await FunctionHarness.open({ folder: await unpacked(uploaded), nowMs: NOON });
      onTestFinished(() => harness.close());
      expect(Object.keys(deployedEnvironment([])).toSorted()).toEqual(
        Object.keys(uploaded.environment).toSorted(),
      );
      await harness.start();
      for (const minute of [0, 1]) {
        expect(responseOf(await harness.tick(NOON + minute * MINUTE_MS))).toMatchObject({
          status: 'committed',
        });
      }
      const { state } = await harness.ledger.load(BOT);
      expect(state).toMatchObject({ version: 2, ledger: { epoch: 1, rowCount: 1 } });
    },
  );
});

describe('a second deployment', () => {
  it('a second deployment of the same code uploads nothing and changes nothing', async () => {
    const [uploads, executed] = [account.bucket.uploadedKeys.length, account.cloudFormation.executed.length];
    const again = await deploy();
    expect(again.code, said(again)).toBe(0);
    expect(again.stdout).toMatch(/\(no changes\)[^]*\(no changes\)/);
    expect(account.bucket.uploadedKeys).toHaveLength(uploads);
    expect(account.cloudFormation.executed).toHaveLength(executed);
  });
});

describe('a deployment that is refused', () => {
  it('a deployment that is refused fails with what CloudFormation says, and carries nothing out', async () => {
    const reason = 'Resource handler returned message: "Specified ReservedConcurrentExecutions is too high"';
    account.cloudFormation.failures.set(TRADER, reason);
    const executed = account.cloudFormation.executed.length;
    const refused = await deployAll({ endpoint, assembly });
    account.cloudFormation.failures.clear();
    expect(refused.code, said(refused)).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain(reason);
    expect(`${refused.stdout}${refused.stderr}`).toContain(TRADER);
    expect(account.cloudFormation.executed).toHaveLength(executed);
  });
});

describe('an account where `cdk bootstrap` was never run', () => {
  const bare = fakeAccount(REGION, { isBootstrapped: false });
  let bareEndpoint = '';
  beforeAll(async () => {
    await bare.open();
    bareEndpoint = bare.baseUrl;
  });
  afterAll(() => bare.close());

  it('an account where `cdk bootstrap` was never run takes nothing, and its operator is told what to do', async () => {
    const refused = await deployAll({ endpoint: bareEndpoint, assembly });
    expect(refused.code, said(refused)).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain('cdk bootstrap');
    expect(bare.bucket.uploadedKeys).toEqual([]);
    expect(bare.cloudFormation.executed).toEqual([]);
  });

  it('an account where `cdk bootstrap` was never run takes everything after that command, which prepares the region of the stage', async () => {
    const options = { endpoint: bareEndpoint, assembly, env: { AWS_REGION: 'eu-west-1' } };
    const prepared = await cdk(['bootstrap'], options);
    expect(prepared.code, said(prepared)).toBe(0);
    expect(prepared.stdout).toContain(`aws://${ACCOUNT}/${REGION} bootstrapped`);
    const deployed = await deployAll(options);
    expect(deployed.code, said(deployed)).toBe(0);
    expect(bare.cloudFormation.executed).toEqual(['CDKToolkit', LEDGER, TRADER]);
    expect(bare.unknown).toEqual([]);
  });
});

describe('taking everything away', () => {
  it('taking everything away takes what runs, and refuses the ledger until its protection is lifted', async () => {
    const destroy = (stack: string) => cdk(['destroy', stack, '--force'], { endpoint, assembly });
    const { stacks } = account.cloudFormation;
    const taken = await destroy(TRADER);
    expect(taken.code, said(taken)).toBe(0);
    expect([...stacks.keys()]).toEqual([LEDGER]);
    const refused = await destroy(LEDGER);
    expect(refused.code, said(refused)).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain('TerminationProtection is enabled');
    expect([...stacks.keys()]).toEqual([LEDGER]);
    stacks.get(LEDGER)!.terminationProtection = false;
    const gone = await destroy(LEDGER);
    expect(gone.code, said(gone)).toBe(0);
    expect(stacks.size).toBe(0);
  });
});
