/**
 * Why has AWS refused a call: the key that encrypts, the clock, the credentials, or the rights of who asked?
 *
 * Invariant: only names and known phrases of AWS are looked at, and nothing of its text is quoted that is about a
 * signature.
 */

export type AwsRefusal = 'kms' | 'clock' | 'no-credentials' | 'credentials' | 'denied';

const CLOCK = ['RequestTimeTooSkewed', 'RequestExpired'];
/** An invalid signature is the clock's where AWS says that it is too old, or of the future. */
const CLOCK_WORDS = /Signature (?:expired|not yet current)/;

const CREDENTIALS = [
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignatureException',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'MissingAuthenticationTokenException',
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

/** What to do about a key or a clock, wherever it happens. */
export const REMEDIES = {
  kms: 'the key that encrypts it (KMS) may not be used, is disabled, or is gone. Enable it, and give the role kms:Decrypt on it',
  clock: 'AWS does not accept the time of this machine. Set its clock: timedatectl set-ntp true',
} as const satisfies Partial<Record<AwsRefusal, string>>;

/** An error of AWS in a sentence. Where it does not accept a signature, its text quotes the request, tokens included. */
export function awsWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const refusal = awsRefusalOf(error);
  return refusal === 'credentials' || refusal === 'clock' ? error.name : `${error.name}: ${error.message}`;
}
