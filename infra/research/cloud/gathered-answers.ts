/**
 * What the writer of a map has left of a job: answers of batches, and why others failed.
 *
 * Invariants:
 * - What cannot be read is said, and nothing stands in its place.
 * - One line is text at a time: of 100,000 sets all of them are some hundred megabytes.
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
  for await (const line of linesOf(bucket, written.ResultFiles.SUCCEEDED)) {
    const { data } = batchAnswerSchema.safeParse(line);
    if (data === undefined) throw new InputError(`${manifest}: an answer of a batch cannot be read`);
    answers.push(...data.results);
  }
  const reasons = new Set<string>();
  for await (const line of linesOf(bucket, written.ResultFiles.FAILED)) reasons.add(reasonOf(line));
  return { answers, reasons: [...reasons] };
}

async function* linesOf(
  bucket: Pick<ResearchBucket, 'get'>,
  files: z.output<typeof filesSchema>,
): AsyncGenerator {
  for (const { Key: key } of files) {
    const bytes = await bucket.get(key);
    if (bytes === undefined) throw new InputError(`${key} is not there any more`);
    // Whatever the writer was told, a failure may be in a list.
    if (bytes[0] === LIST) yield* z.array(z.unknown()).parse(parseJson(textOf(bytes)));
    else yield* parsedLines(bytes);
  }
}

/** `[`, with which no answer and no failure begins. */
const LIST = 0x5b;
const LINE_END = 0x0a;

function* parsedLines(bytes: Uint8Array): Generator {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(LINE_END, from);
    const to = end < 0 ? bytes.length : end;
    const text = textOf(bytes.subarray(from, to)).trim();
    if (text !== '') yield parseJson(text);
    from = to + 1;
  }
}

function reasonOf(failure: unknown): string {
  const { data } = failureSchema.safeParse(failure);
  if (data === undefined) return 'for a reason that cannot be read';
  const thrown = thrownSchema.safeParse(parseJson(data.Cause)).data;
  return `${data.Error}: ${thrown?.errorMessage ?? data.Cause}`;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}
