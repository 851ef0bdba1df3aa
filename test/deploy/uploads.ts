/**
 * What did a deployment upload, and is it what was made?
 */
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { z } from 'zod';
import { folderOf, startProgram, type Ended } from '../harness/scalper-process.ts';
import type { FakeAws } from '../harness/aws/fake-aws.ts';

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
export async function assetsOf(
  assembly: string,
  stacks: readonly string[],
  packaging: 'file' | 'zip',
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const stack of stacks) {
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
export async function unzipped(zip: Uint8Array): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const reader = new ZipReader(new Uint8ArrayReader(zip));
  for (const entry of await reader.getEntries()) {
    if (!entry.directory) files.set(entry.filename, await entry.getData(new Uint8ArrayWriter()));
  }
  await reader.close();
  return files;
}

/** What a folder holds, by its names. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(folder, path), await readFile(path));
  }
  return files;
}

export interface UploadedFunction {
  readonly botId: string;
  readonly exchange: string;
  /** What the template sets, as far as it is text. */
  readonly environment: Readonly<Record<string, string>>;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const functionSchema = z.looseObject({
  Type: z.literal('AWS::Lambda::Function'),
  Properties: z.looseObject({
    Handler: z.literal('index.handler'),
    Code: z.looseObject({ S3Key: z.string() }),
    Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
  }),
});

/** Every function of the template that was carried out, with the archive that it names. */
export async function functionsIn(account: FakeAws, stack: string): Promise<readonly UploadedFunction[]> {
  const json: unknown = JSON.parse(account.cloudFormation.stacks.get(stack)?.template ?? '');
  const { Resources: resources } = z
    .looseObject({ Resources: z.record(z.string(), z.unknown()) })
    .parse(json);
  const functions = Object.values(resources).flatMap(
    (resource) => functionSchema.safeParse(resource).data ?? [],
  );
  return Promise.all(
    functions.map(async ({ Properties: { Code: code, Environment: environment } }) => {
      const zip = account.bucket.uploads.get(code.S3Key);
      if (zip === undefined) throw new Error(`${code.S3Key} was not uploaded`);
      const variables = Object.entries(environment.Variables).map(
        ([name, value]) => [name, typeof value === 'string' ? value : 'made-by-aws'] as const,
      );
      const { BOT_ID: botId = '', EXCHANGE_ID: exchange = '', ...others } = Object.fromEntries(variables);
      return {
        botId,
        exchange,
        environment: { BOT_ID: botId, EXCHANGE_ID: exchange, ...others },
        files: await unzipped(zip),
      };
    }),
  );
}

/** Where a function was unpacked, as the platform unpacks it. */
export async function unpacked({ files }: Pick<UploadedFunction, 'files'>): Promise<string> {
  const folder = await folderOf();
  for (const [name, content] of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

/** Addresses of this machine at which nobody listens. */
const NOBODY = {
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  EXCHANGE_ENDPOINT: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'nobody',
  AWS_SECRET_ACCESS_KEY: 'nobody',
};

/** In a process of its own, where nothing answers. @param args of its handler, as JavaScript */
export async function calledAlone(uploaded: UploadedFunction, region: string, args: string): Promise<Ended> {
  const folder = await unpacked(uploaded);
  const entry = JSON.stringify(pathToFileURL(join(folder, 'index.mjs')).href);
  const call = `const { handler } = await import(${entry}); console.log(await handler(${args}));`;
  const env = { ...uploaded.environment, ...NOBODY, AWS_REGION: region };
  return startProgram(process.execPath, ['--input-type=module', '--eval', call], { folder, env }).ended;
}
