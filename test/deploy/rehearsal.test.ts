/**
 * Does the command that deploys do what it promises, with the very files that AWS would receive?
 *
 * The real `npx cdk deploy --all` as a process, against an account that stands on the loopback interface. It shows what
 * is packed, uploaded and asked for, in which order, and what is said when something is refused. It does not show what
 * CloudFormation makes of it.
 */
import { readFile, readdir, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { STAGE, parseStage } from '../../infra/stages.ts';
import { folderOf, startProgram, type Ended } from '../e2e/scalper-process.ts';
import { ACCOUNT, AccountStandIn } from './account-stand-in.ts';
import { cdk, deployAll } from './cdk-process.ts';

const { name: NAME, region: REGION } = parseStage(STAGE);
const LEDGER = `${NAME}-Ledger`;
const TRADER = `${NAME}-Trader`;
const SLOW_MACHINE_MS = 300_000;
const APP = 'node test/deploy/placeholder-app.ts';

const account = new AccountStandIn(REGION);
let endpoint = '';
let assembly = '';
let bundle = '';
let first: Ended;

/** As its owner does: the templates and the function are made anew. */
async function deploy(): Promise<Ended> {
  return deployAll({ endpoint, app: APP, env: { PLACEHOLDER_BUNDLE: bundle } }, '--output', assembly);
}

beforeAll(async () => {
  endpoint = await account.start();
  assembly = join(await folderOf(), 'cdk.out');
  bundle = await folderOf({ 'index.mjs': 'export const handler = async (event) => event.time;\n' });
  first = await deploy();
}, SLOW_MACHINE_MS);

afterAll(() => account.close());

function said({ code, stdout, stderr }: Ended): string {
  return `exit ${code}\n${stdout}\n${stderr}`;
}

const filesSchema = z.looseObject({
  files: z.record(
    z.string(),
    z.looseObject({
      source: z.looseObject({ path: z.string(), packaging: z.enum(['file', 'zip']) }),
      destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
    }),
  ),
});

/** What was synthesised to be uploaded: by its key, where it lies. */
async function assets(packaging: 'file' | 'zip'): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const stack of [LEDGER, TRADER]) {
    const json: unknown = JSON.parse(await readFile(join(assembly, `${stack}.assets.json`), 'utf8'));
    for (const { source, destinations } of Object.values(filesSchema.parse(json).files)) {
      if (source.packaging !== packaging) continue;
      for (const { objectKey } of Object.values(destinations))
        found.set(objectKey, join(assembly, source.path));
    }
  }
  return found;
}

/** The files of an archive, by their names. */
async function unzipped(zip: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const reader = new ZipReader(new Uint8ArrayReader(zip));
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
  return files;
}

/** The one archive that was uploaded. */
async function uploadedFunction(): Promise<ReadonlyMap<string, Uint8Array>> {
  const [key = ''] = (await assets('zip')).keys();
  const zip = account.uploads.get(key);
  if (zip === undefined) throw new Error(`${key} was not uploaded`);
  return unzipped(zip);
}

describe('the first deployment', () => {
  it('ends well, and asks nothing that the account does not answer', () => {
    expect(first.code, said(first)).toBe(0);
    expect(account.unknown).toEqual([]);
  });

  it('makes the ledger before what uses it', () => {
    expect(account.cloudFormation.executed).toEqual([LEDGER, TRADER]);
    expect(first.stdout).toMatch(new RegExp(`✅ +${LEDGER}\\b[^]*✅ +${TRADER}\\b`));
  });

  it('protects the stack of the ledger, and not the other, from being taken away', () => {
    const stacks = [...account.cloudFormation.stacks.values()];
    expect(stacks.map((stack) => [stack.name, stack.terminationProtection])).toEqual([
      [LEDGER, true],
      [TRADER, false],
    ]);
  });

  it('uploads two templates and one function, each once', async () => {
    const expected = [...(await assets('file')).keys(), ...(await assets('zip')).keys()];
    expect(expected).toHaveLength(3);
    expect(account.uploadedKeys.toSorted()).toEqual(expected.toSorted());
  });

  it('has CloudFormation carry out the very templates that were synthesised', async () => {
    const templates = await assets('file');
    expect(templates.size).toBe(2);
    for (const [key, path] of templates) {
      const synthesised = await readFile(path, 'utf8');
      expect(account.uploads.get(key)?.toString('utf8')).toBe(synthesised);
      const stack = path.includes(LEDGER) ? LEDGER : TRADER;
      expect(account.cloudFormation.stacks.get(stack)?.template).toBe(synthesised);
    }
  });

  it('hands the function over as it was built, file by file, byte by byte', async () => {
    const built = new Map<string, Buffer>();
    for (const entry of await readdir(bundle, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isFile()) built.set(path.slice(bundle.length + 1), await readFile(path));
    }
    const uploaded = await uploadedFunction();
    expect([...uploaded.keys()].toSorted()).toEqual([...built.keys()].toSorted());
    for (const [name, content] of built)
      expect(Buffer.compare(uploaded.get(name) ?? new Uint8Array(), content), name).toBe(0);
  });

  it('names that function in the template: bucket, key and entry', async () => {
    const [key] = (await assets('zip')).keys();
    const template: unknown = JSON.parse(account.cloudFormation.stacks.get(TRADER)?.template ?? '');
    const functions = z
      .looseObject({
        Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
      })
      .parse(template);
    const lambdas = Object.values(functions.Resources).filter(
      ({ Type: type }) => type === 'AWS::Lambda::Function',
    );
    expect(lambdas.length).toBeGreaterThan(0);
    for (const { Properties: properties } of lambdas) {
      expect(properties).toMatchObject({ Handler: 'index.handler', Code: { S3Key: key } });
    }
  });
});

describe('the function that was uploaded', () => {
  it('is imported by this Node, from another place, and answers', async () => {
    const folder = await folderOf();
    for (const [name, content] of await uploadedFunction()) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const entry = pathToFileURL(join(folder, 'index.mjs')).href;
    const call = `import { handler } from ${JSON.stringify(entry)}; console.log(await handler({ time: 'now' }));`;
    const { ended } = startProgram(process.execPath, ['--input-type=module', '--eval', call], { folder });
    expect(await ended).toMatchObject({ code: 0, stdout: 'now\n', stderr: '' });
  });
});

describe('a second deployment', () => {
  it('of the same code uploads nothing and changes nothing', { timeout: SLOW_MACHINE_MS }, async () => {
    const [uploads, executed] = [account.uploadedKeys.length, account.cloudFormation.executed.length];
    const again = await deploy();
    expect(again.code, said(again)).toBe(0);
    expect(again.stdout).toMatch(/\(no changes\)[^]*\(no changes\)/);
    expect(account.uploadedKeys).toHaveLength(uploads);
    expect(account.cloudFormation.executed).toHaveLength(executed);
  });
});

describe('a deployment that is refused', () => {
  it(
    'fails with what CloudFormation says, and carries nothing out',
    { timeout: SLOW_MACHINE_MS },
    async () => {
      const reason =
        'Resource handler returned message: "Specified ReservedConcurrentExecutions is too high"';
      account.cloudFormation.failures.set(TRADER, reason);
      const executed = account.cloudFormation.executed.length;
      const refused = await deployAll({ endpoint, app: assembly });
      account.cloudFormation.failures.clear();
      expect(refused.code, said(refused)).toBe(1);
      expect(`${refused.stdout}${refused.stderr}`).toContain(reason);
      expect(`${refused.stdout}${refused.stderr}`).toContain(TRADER);
      expect(account.cloudFormation.executed).toHaveLength(executed);
    },
  );
});

describe('an account where `cdk bootstrap` was never run', () => {
  const bare = new AccountStandIn(REGION, { isBootstrapped: false });
  let bareEndpoint = '';
  beforeAll(async () => {
    bareEndpoint = await bare.start();
  });
  afterAll(() => bare.close());

  it('takes nothing, and its owner is told what to do', { timeout: SLOW_MACHINE_MS }, async () => {
    const refused = await deployAll({ endpoint: bareEndpoint, app: assembly });
    expect(refused.code, said(refused)).toBe(1);
    expect(`${refused.stdout}${refused.stderr}`).toContain('cdk bootstrap');
    expect(bare.uploadedKeys).toEqual([]);
    expect(bare.cloudFormation.executed).toEqual([]);
  });

  it(
    'takes everything after that command, which prepares the region of the stage',
    { timeout: SLOW_MACHINE_MS },
    async () => {
      const options = { endpoint: bareEndpoint, app: assembly, env: { AWS_REGION: 'eu-west-1' } };
      const prepared = await cdk(['bootstrap'], options);
      expect(prepared.code, said(prepared)).toBe(0);
      expect(prepared.stdout).toContain(`aws://${ACCOUNT}/${REGION} bootstrapped`);
      const deployed = await deployAll(options);
      expect(deployed.code, said(deployed)).toBe(0);
      expect(bare.cloudFormation.executed).toEqual(['CDKToolkit', LEDGER, TRADER]);
      expect(bare.unknown).toEqual([]);
    },
  );
});

describe('taking everything away', () => {
  it('refuses the ledger until its protection is lifted', { timeout: SLOW_MACHINE_MS }, async () => {
    const destroy = (stack: string) => cdk(['destroy', stack, '--force'], { endpoint, app: assembly });
    const { stacks } = account.cloudFormation;
    const taken = await destroy(TRADER);
    expect(taken.code, said(taken)).toBe(0);
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
