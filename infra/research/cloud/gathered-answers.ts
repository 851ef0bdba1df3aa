/**
 * What the writer of a map has left of a job: answers of batches, and why others failed.
 *
 * Invariant: what cannot be read is said, and nothing stands in its place.
 */
import { z } from 'zod';
import { parseJson } from '../../../lambda/adapters/parse-json.ts';
import { InputError } from '../../input-error.ts';
import { batchAnswerSchema } from './batch-worker.ts';
import type { ResearchBucket } from './research-bucket.ts';

const filesSchema = z.array(z.looseObject({ Key: z.string() })).default([]);
const writtenSchema = z.looseObject({
  ResultFiles: z.looseObject({ SUCCEEDED: filesSchema, FAILED: filesSchema }),
});
/** Of a batch that failed the writer leaves the whole execution. */
const failureSchema = z.looseObject({ Error: z.string().default(''), Cause: z.string().default('') });
/** Lambda's own words of an error that a function has thrown. */
const thrownSchema = z.looseObject({ errorMessage: z.string() });

export type Answer = z.output<typeof batchAnswerSchema>['results'][number];

export interface Gathered {
  readonly answers: readonly Answer[];
  /** Why batches failed, each reason once. */
  readonly reasons: readonly string[];
}

/** `undefined` where the writer has left nothing, or AWS has taken it away. @throws InputError */
export async function gathered(
  bucket: Pick<ResearchBucket, 'get'>,
  manifest: string,
): Promise<Gathered | undefined> {
  const bytes = await bucket.get(manifest);
  if (bytes === undefined) return undefined;
  const { data: written } = writtenSchema.safeParse(parseJson(textOf(bytes)));
  if (written === undefined) throw new InputError(`${manifest} is no manifest of a map`);
  const answers: Answer[] = [];
  for (const line of await linesOf(bucket, written.ResultFiles.SUCCEEDED)) {
    const { data } = batchAnswerSchema.safeParse(line);
    if (data === undefined) throw new InputError(`${manifest}: an answer of a batch cannot be read`);
    answers.push(...data.results);
  }
  const failures = await linesOf(bucket, written.ResultFiles.FAILED);
  return { answers, reasons: [...new Set(failures.map(reasonOf))] };
}

async function linesOf(
  bucket: Pick<ResearchBucket, 'get'>,
  files: z.output<typeof filesSchema>,
): Promise<readonly unknown[]> {
  const lines: unknown[] = [];
  for (const { Key: key } of files) {
    const bytes = await bucket.get(key);
    if (bytes === undefined) throw new InputError(`${key} is not there any more`);
    const text = textOf(bytes);
    // Whatever the writer was told, a failure may be in a list.
    const list = parseJson(text);
    if (Array.isArray(list)) lines.push(...z.array(z.unknown()).parse(list));
    else
      lines.push(
        ...text
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(parseJson),
      );
  }
  return lines;
}

function reasonOf(failure: unknown): string {
  const { data } = failureSchema.safeParse(failure);
  if (data === undefined) return 'for a reason that cannot be read';
  const thrown = thrownSchema.safeParse(parseJson(data.Cause)).data;
  return `${data.Error}: ${thrown?.errorMessage ?? data.Cause}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
