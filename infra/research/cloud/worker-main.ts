/**
 * The entry point in AWS of the function that tries batches of sets.
 */
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { BatchWorker } from './batch-worker.ts';

const text = z.string({ error: 'is not set' }).min(1, 'is empty');
/** The deployment's own names; `infra/research-stack.ts` sets them. */
const { BUCKET_NAME, WORKER } = z.object({ BUCKET_NAME: text, WORKER: text }).parse(process.env);

const ATTEMPTS = 5;

/** A throttled bucket is asked again, later each time; what stays away is for the map to try again. */
const client = new S3Client({ maxAttempts: ATTEMPTS });

const worker = new BatchWorker({
  worker: WORKER,
  read: async (key) => {
    try {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: BUCKET_NAME, Key: key }));
      return await body?.transformToByteArray();
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  },
});

export async function handler(event: unknown): Promise<unknown> {
  return worker.answer(event);
}
