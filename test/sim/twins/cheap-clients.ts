/**
 * What the clients of AWS's SDK compute for nobody is left out: it was nearly half of what a request costs.
 *
 * - The twins look at no signature: requests are signed as always, with hashes that are all zeros.
 * - The clients have a logger that throws everything away, and is given copies of all that is sent and received. One that does
 *   not take them is given none.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

const SHA256_BYTES = 32;

const NO_HASH = {
  update: () => NO_HASH,
  copy: () => NO_HASH,
  digest: () => Buffer.alloc(SHA256_BYTES),
};

/** All clients of this process, which share the classes of one. */
export function cheapen({ config }: Pick<DynamoDBClient, 'config'>): void {
  const { sha256, logger } = config;
  Object.assign(Object.getPrototypeOf(new sha256()), { createHash: () => NO_HASH });
  Object.assign(Object.getPrototypeOf(logger), { info: undefined });
}
