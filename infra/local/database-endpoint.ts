/**
 * Where does the running bot of a folder serve its database, so that others need not open its folder?
 *
 * - The file is readable by its owner only, because it holds the key.
 * - It exists from before the first tick until the run ends.
 * - A file that a kill has left behind is recognised: its endpoint no longer answers to its key.
 */
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { rm } from 'node:fs/promises';
import { z } from 'zod';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { readText } from '../files/bounded-text.ts';
import { replaceOwnFile } from '../files/owner-only.ts';
import { LOCAL_TABLE, localClient } from './embedded-dynamodb.ts';
import { endpointFile } from './run-record.ts';

const servedSchema = z.object({
  pid: z.int().positive(),
  endpoint: z.string().regex(/^http:\/\/127\.0\.0\.1:\d+$/),
  accessKeyId: z.string().min(1),
});

export interface Served extends Readonly<z.output<typeof servedSchema>> {
  readonly client: DynamoDBClient;
}

/** Writes where this process serves; the returned function removes it. */
export async function announce(
  folder: string,
  { endpoint, accessKeyId }: { readonly endpoint: string; readonly accessKeyId: string },
): Promise<() => Promise<void>> {
  const file = endpointFile(folder);
  const text = `${JSON.stringify({ pid: process.pid, endpoint, accessKeyId }, undefined, 2)}\n`;
  await replaceOwnFile(file, text);
  return () => rm(file, { force: true });
}

/** The bot that serves now; `undefined` when none does. The caller closes its client. */
export async function findServed(folder: string): Promise<Served | undefined> {
  const text = await readText(endpointFile(folder)).catch(() => 'null');
  const parsed = servedSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { endpoint, accessKeyId } = parsed.data;
  const client = localClient(endpoint, accessKeyId);
  try {
    await client.send(new DescribeTableCommand({ TableName: LOCAL_TABLE }));
    return { ...parsed.data, client };
  } catch {
    client.destroy();
    return undefined;
  }
}
