/**
 * The bucket of the research stack, as a command uses it.
 *
 * Everything that a command puts there is named by what it holds: putting it again changes nothing, and what is there already is
 * not sent again.
 */
import type { S3Client } from '@aws-sdk/client-s3';
import { awsAgent } from '../../../lambda/adapters/proxy.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import { inAws } from '../../remote/aws-errors.ts';

/** A slow line takes minutes for a year of candles: only silence is an end. */
const SILENCE_MS = 60 * SECOND_MS;
const CONNECT_MS = 10 * SECOND_MS;
const ATTEMPTS_MAX = 5;

export class ResearchBucket {
  readonly #name: string;
  readonly #client: Promise<S3Client>;

  constructor(name: string, region: string) {
    this.#name = name;
    this.#client = clientIn(region);
  }

  /** @param onSend called before it is sent, because it is not there. @returns whether it was not there before. */
  async put(key: string, body: string | Uint8Array, onSend?: () => void): Promise<boolean> {
    const { HeadObjectCommand, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#client;
    const place = { Bucket: this.#name, Key: key };
    const isThere = await this.#find(key, () => client.send(new HeadObjectCommand(place)));
    if (isThere !== undefined) return false;
    onSend?.();
    await inAws(this.#named(key), () => client.send(new PutObjectCommand({ ...place, Body: body })));
    return true;
  }

  /** `undefined` where nothing has that key. */
  async get(key: string): Promise<Uint8Array | undefined> {
    const { GetObjectCommand } = await import('@aws-sdk/client-s3');
    const client = await this.#client;
    return this.#find(key, async () => {
      const { Body: body } = await client.send(new GetObjectCommand({ Bucket: this.#name, Key: key }));
      return body?.transformToByteArray();
    });
  }

  async close(): Promise<void> {
    (await this.#client).destroy();
  }

  async #find<Value>(key: string, call: () => Promise<Value>): Promise<Value | undefined> {
    return inAws(this.#named(key), async () =>
      call().catch((error: unknown) => {
        if (error instanceof Error && NOT_THERE.has(error.name)) return undefined;
        throw error;
      }),
    );
  }

  #named(key: string): string {
    return `s3://${this.#name}/${key}`;
  }
}

/** To ask what an object is, and to ask for it. */
const NOT_THERE = new Set(['NotFound', 'NoSuchKey']);

async function clientIn(region: string): Promise<S3Client> {
  const { S3Client: Client } = await import('@aws-sdk/client-s3');
  return new Client({
    region,
    maxAttempts: ATTEMPTS_MAX,
    requestHandler: { ...awsAgent(), connectionTimeout: CONNECT_MS, socketTimeout: SILENCE_MS },
  });
}
