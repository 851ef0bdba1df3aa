/**
 * Why has AWS refused a call: the key that encrypts, the clock, the credentials, or the rights of who asked?
 *
 * Invariant: only names and known phrases of AWS are looked at, and nothing of its text is quoted that is about a
 * signature.
 */

import { errorWords } from '../error-words.ts';

export type AwsRefusal = 'kms' | 'clock' | 'no-credentials' | 'credentials' | 'denied';

const CLOCK = ['RequestTimeTooSkewed', 'RequestExpired'];
/** An invalid signature is the clock's where AWS says that it is too old, or of the future. */
const CLOCK_WORDS = /Signature (?:expired|not yet current)/;

/** Services that answer in XML, such as SNS and CloudFormation, have names of their own. */
const CREDENTIALS = [
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
];

const KMS = ['InvalidKeyId', 'InaccessibleEncryptionDateTimeException'];
/** Services hand on a refusal of KMS under a name of their own. */
const KMS_WORDS = /\bkms:|\bKMS\b|ciphertext refers to/;

const DENIED = ['AccessDenied', 'AccessDeniedException'];

/** `undefined` for any other failure. */
export function awsRefusalOf({ name, message }: Error): AwsRefusal | undefined {
  if (name === 'CredentialsProviderError') return 'no-credentials';
  if (CLOCK.includes(name) || CLOCK_WORDS.test(message)) return 'clock';
  if (KMS.includes(name) || name.startsWith('KMS') || (DENIED.includes(name) && KMS_WORDS.test(message)))
    return 'kms';
  if (CREDENTIALS.includes(name)) return 'credentials';
  return DENIED.includes(name) ? 'denied' : undefined;
}

export const NO_ANSWER_OF_AWS = 'the answer is not one of AWS. Is there a portal or a proxy in between?';

/** An answer that a client of AWS has taken, and that AWS would not give. */
export class ForeignAnswerError extends Error {
  override readonly name = 'ForeignAnswerError';
}

/** What a client of AWS makes of a page: an error without words, or that of a parser, which holds the answer. */
export function isNoAnswerOfAws(error: Error): boolean {
  if (error instanceof ForeignAnswerError) return true;
  if (/^Unknown(?:Error)?$/.test(error.message)) return '$metadata' in error;
  return '$response' in error && !('$fault' in error);
}

const KEY = 'the key that encrypts it (KMS)';
const UNKNOWN_STATE = `${KEY} cannot be used. Look at its state and its policy in the console of KMS`;

/** The states of a key by the words of KMS, or by the names under which other services hand them on; the first that fits. */
const KEY_STATES: readonly (readonly [words: RegExp, remedy: string])[] = [
  // Of a key of another account, or of none: KMS does not say which.
  [/ciphertext refers to/, UNKNOWN_STATE],
  [
    /pending deletion|KMSInvalidState/i,
    `${KEY} is about to be deleted, or in another state in which it cannot be used. Once it is deleted, nobody reads what it has encrypted: aws kms cancel-key-deletion, then aws kms enable-key`,
  ],
  [/is disabled|DisabledException/, `${KEY} is disabled. Enable it: aws kms enable-key`],
  [
    /NotFoundException|is not found|does not exist/,
    `${KEY} does not exist. What it has encrypted is lost: write it again, keys of an exchange with secrets set`,
  ],
];

/** What to do about a key or a clock, wherever it happens. Of AWS's text, nothing but the action is quoted. */
export function remedyOf(refusal: 'kms' | 'clock', { name, message }: Error): string {
  return `${refusal === 'kms' ? keyRemedyOf(`${name}: ${message}`) : CLOCK_REMEDY} (${name})`;
}

const CLOCK_REMEDY = 'AWS does not accept the time of this machine. Set its clock: timedatectl set-ntp true';

function keyRemedyOf(text: string): string {
  if (/not authorized|KMSAccessDenied/.test(text)) {
    const { action = 'kms:Decrypt' } = /\b(?<action>kms:[A-Za-z]+)/.exec(text)?.groups ?? {};
    return `${KEY} may not be used by who asks. Allow the role ${action} on it; people need OperatorKeyPolicy for a key of the stage's own`;
  }
  const [, remedy] = KEY_STATES.find(([words]) => words.test(text)) ?? [];
  return remedy ?? UNKNOWN_STATE;
}

/** An error of AWS in a sentence. Where it does not accept a signature, its text quotes the request, tokens included. */
export function awsWords(error: unknown): string {
  if (!(error instanceof Error)) return errorWords(error);
  const refusal = awsRefusalOf(error);
  return refusal === 'credentials' || refusal === 'clock'
    ? error.name
    : `${error.name}: ${errorWords(error)}`;
}
