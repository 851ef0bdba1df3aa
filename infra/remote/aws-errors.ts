/**
 * Turns an error of AWS into a sentence with a remedy.
 *
 * - An error that the operator can correct (no credentials, no such stack, no access, a key, the clock) is an InputError.
 * - Where AWS gave no answer, or one that is not foreseen here, it is an AwsUnavailableError.
 * - An error that is none of AWS stays as it is.
 * - The call that writes a secret never quotes AWS, whose text may hold the value.
 */
import {
  awsRefusalOf,
  awsWords,
  isNoAnswerOfAws,
  NO_ANSWER_OF_AWS,
  remedyOf,
} from '../../lambda/adapters/aws/aws-refusal.ts';
import { StoreError } from '../../lambda/adapters/dynamo/store-error.ts';
import { AwsUnavailableError, InputError } from '../input-error.ts';

/** Runs a call; `subject` names it, such as `the stack Kallisti-Ledger in eu-west-1`. */
export async function inAws<Value>(
  subject: string,
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
      throw new AwsUnavailableError(`${subject}: ${words}`, isSecret ? {} : { cause: error });
    if (isSecret) throw new InputError(`${subject}: AWS answered ${error.name}`);
    throw error;
  }
}

/** Names of errors that say that there is no such thing, by service: Lambda and EventBridge, SNS, SQS. */
const NOT_THERE = new Set(['ResourceNotFoundException', 'NotFoundException', 'QueueDoesNotExist']);

/** The same; `undefined` where AWS answers that it does not exist. */
export async function findInAws<Value>(
  subject: string,
  call: () => Promise<Value>,
): Promise<Value | undefined> {
  return inAws(subject, async () =>
    call().catch((error: unknown) => {
      if (error instanceof Error && NOT_THERE.has(error.name)) return undefined;
      throw error;
    }),
  );
}

function reasonOf(error: Error): string | undefined {
  const { name } = error;
  const refusal = awsRefusalOf(error);
  switch (refusal) {
    case 'no-credentials':
      return 'there are no credentials for AWS. Sign in (aws sso login, aws configure), or name a profile in AWS_PROFILE';
    case 'credentials':
      return `AWS does not accept the credentials (${name}). Sign in again`;
    case 'denied':
      return 'these credentials may not read or write it. Use a role that may';
    case 'kms':
    case 'clock':
      return remedyOf(refusal, error);
    case undefined:
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  if (code !== undefined && /^E[A-Z]+$/.test(code)) {
    return `AWS cannot be reached (${code}). Is the network up, and the region right?`;
  }
  if (name === 'TimeoutError') return 'AWS did not answer in time. Is the network up?';
  if (isNoAnswerOfAws(error)) return NO_ANSWER_OF_AWS;
  // Of a code that is not known here: a throttle, a failure of its own, a service that has changed.
  return '$fault' in error ? `AWS answered ${awsWords(error)}` : undefined;
}
