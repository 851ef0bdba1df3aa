/**
 * Does a deployment over an earlier one leave the table where it is?
 *
 * The real `npx cdk diff`, which knows from AWS's own description of its resources what each change does to them.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createKallisti } from '../../infra/app.ts';
import { stageOf, withBundle } from '../infra/synthesis.ts';
import { folderOf } from '../harness/scalper-process.ts';
import { cdk } from './cdk-process.ts';

const LEDGER = 'Kallisti-Ledger';
const TABLE = 'TableCD117FA1';
const NOBODY = 'http://127.0.0.1:9';

const propertiesSchema = z.looseObject({
  Replicas: z.array(z.looseObject({ Tags: z.unknown().optional() })),
});
const templateSchema = z.looseObject({
  Resources: z.looseObject({ [TABLE]: z.looseObject({ Properties: propertiesSchema }) }),
});
type Properties = z.output<typeof propertiesSchema>;

let assembly = '';
beforeAll(async () => {
  assembly = join(await folderOf(), 'cdk.out');
  withBundle((bundlePath) => {
    createKallisti({
      stage: stageOf(),
      bundleOf: () => bundlePath,
      outdir: assembly,
      checked: false,
    }).app.synth();
  });
});

/** What `cdk diff` says of the ledger's stack, where a table with these properties is deployed. */
async function diffAgainst(deployed: (now: Properties) => Properties): Promise<string> {
  const template = templateSchema.parse(
    JSON.parse(await readFile(join(assembly, `${LEDGER}.template.json`), 'utf8')),
  );
  const table = template.Resources[TABLE];
  const Resources = { ...template.Resources, [TABLE]: { ...table, Properties: deployed(table.Properties) } };
  const file = join(await folderOf(), 'deployed.json');
  await writeFile(file, JSON.stringify({ ...template, Resources }));
  const { code, stdout, stderr } = await cdk(['diff', LEDGER, '--template', file], {
    endpoint: NOBODY,
    assembly,
  });
  expect(code, stderr).toBe(0);
  return stdout + stderr;
}

describe('a table that is deployed', () => {
  it('a table that is deployed without tags gets them where it is', async () => {
    const said = await diffAgainst((now) => ({
      ...now,
      Replicas: now.Replicas.map((replica) => ({ ...replica, Tags: undefined })),
    }));
    expect(said).toMatch(/\[\+\] +"Key": "kallisti:bot"/);
    expect(said).not.toMatch(/replace/i);
  });

  it('a table that is deployed with another key would be replaced, and that is seen', async () => {
    const said = await diffAgainst((now) => ({
      ...now,
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    }));
    expect(said).toMatch(new RegExp(`${TABLE} replace`));
  });
});
