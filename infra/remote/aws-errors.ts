/**
 * What kept AWS from answering a person, in a sentence with what to do.
 *
 * Invariant: what cannot be used (no credentials, no such stack, no access) is an InputError, an UnaskedError where AWS
 * gave no answer; anything else stays what it is. A secret's own call never quotes what AWS says, which may hold the value.
 */
import { StoreError } from '../../lambda/adapters/dynamo/store-error.ts';
import { InputError } from '../input-error.ts';
import { AwsUnavailableError } from './aws-unavailable-error.ts';

const EXPIRED = [
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
];
const DENIED = ['AccessDenied', 'AccessDeniedException'];

/** Runs a call; `what` names it, such as `the stack Kallisti-Ledger in eu-west-1`. */
export async function inAws<Value>(
  what: string,
  call: () => Promise<Value>,
  { isSecret = false } = {},
): Promise<Value> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error)) throw error;
    if (error instanceof StoreError) throw new AwsUnavailableError(error.message, { cause: error });
    const words = reasonOf(error);
    if (words !== undefined)
      throw new AwsUnavailableError(`${what}: ${words}`, isSecret ? {} : { cause: error });
    if (isSecret) throw new InputError(`${what}: AWS answered ${error.name}`);
    throw error;
  }
}

function reasonOf(error: Error): string | undefined {
  const { name } = error;
  if (name === 'CredentialsProviderError') {
    return 'there are no credentials for AWS. Sign in (aws sso login, aws configure), or name a profile in AWS_PROFILE';
  }
  if (EXPIRED.includes(name)) return `AWS does not accept the credentials (${name}). Sign in again`;
  if (DENIED.includes(name)) return 'these credentials may not read or write it. Use a role that may';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    return `AWS cannot be reached (${code}). Is the network up, and the region right?`;
  }
  return name === 'TimeoutError' ? 'AWS did not answer in time. Is the network up?' : undefined;
}
