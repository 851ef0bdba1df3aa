/**
 * Are a key, the clock, credentials and rights told apart, by what AWS answers?
 */
import { describe, expect, it } from 'vitest';
import { inAws } from '../../../infra/remote/aws-errors.ts';
import { awsRefusalOf, awsWords, remedyOf } from '../../../lambda/adapters/aws/aws-refusal.ts';

function refusal(name: string, message = 'no'): Error {
  return Object.assign(new Error(message), { name });
}

const EXPIRED = 'Signature expired: 20260105T120000Z is now earlier than 20260105T121500Z';

describe('a refusal of AWS', () => {
  it.each([
    ['kms', refusal('KMSAccessDeniedException')],
    ['kms', refusal('KMSDisabledException')],
    ['kms', refusal('InvalidKeyId')],
    ['kms', refusal('AccessDeniedException', 'role is not authorized to perform: kms:Decrypt')],
    ['kms', refusal('AccessDeniedException', 'The ciphertext refers to a customer master key that …')],
    ['clock', refusal('RequestTimeTooSkewed')],
    ['clock', refusal('InvalidSignatureException', EXPIRED)],
    ['clock', refusal('InvalidSignatureException', EXPIRED.replace('expired', 'not yet current'))],
    ['credentials', refusal('InvalidSignatureException', 'The request signature we calculated …')],
    ['credentials', refusal('SignatureDoesNotMatch', 'The request signature we calculated …')],
    ['credentials', refusal('ExpiredTokenException')],
    ['no-credentials', refusal('CredentialsProviderError')],
    ['denied', refusal('AccessDeniedException', 'not authorized to perform: ssm:GetParameter')],
    [undefined, refusal('ThrottlingException')],
  ])('a refusal of AWS is %s: %s', (kind, error) => {
    expect(awsRefusalOf(error)).toBe(kind);
  });

  it('a refusal of AWS that is about a signature is named, and no request is quoted', () => {
    const quoted = 'The Canonical String was: x-amz-security-token:CANARY';
    for (const name of ['InvalidSignatureException', 'SignatureDoesNotMatch', 'IncompleteSignature']) {
      expect(awsWords(refusal(name, quoted))).toBe(name);
    }
    expect(awsWords(refusal('ThrottlingException', 'Rate exceeded'))).toBe(
      'ThrottlingException: Rate exceeded',
    );
  });

  const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1a2b';
  const from = (code: string) => `(Service: AWSKMS; Status Code: 400; Error Code: ${code})`;

  it.each([
    [
      'is disabled',
      'aws kms enable-key',
      [
        refusal('KMSDisabledException'),
        refusal('InvalidKeyId', `${KEY} is disabled. ${from('DisabledException')}`),
      ],
    ],
    [
      'is about to be deleted',
      'aws kms cancel-key-deletion',
      [
        refusal('KMSInvalidStateException', `${KEY} is pending deletion.`),
        refusal('InvalidKeyId', `${KEY} is pending deletion. ${from('KMSInvalidStateException')}`),
      ],
    ],
    [
      'does not exist',
      'secrets set',
      [
        refusal('KMSNotFoundException'),
        refusal('InvalidKeyId', `Alias arn:aws:kms:eu-west-1:123456789012:alias/own is not found.`),
        refusal('InvalidKeyId', `Key '${KEY}' does not exist ${from('NotFoundException')}`),
      ],
    ],
    [
      'may not be used by who asks',
      'kms:Encrypt',
      [refusal('AccessDeniedException', `User: x is not authorized to perform: kms:Encrypt on ${KEY}`)],
    ],
    [
      'may not be used by who asks',
      'kms:Decrypt',
      [
        refusal('KMSAccessDeniedException'),
        refusal(
          'AccessDeniedException',
          `not authorized to perform: kms:Decrypt on ${KEY}, which is disabled`,
        ),
      ],
    ],
    [
      'cannot be used',
      'its state and its policy',
      [
        refusal('InvalidKeyId'),
        // As AWS says it of a key of another account, or of none.
        refusal(
          'AccessDeniedException',
          'The ciphertext refers to a customer master key that does not exist, does not exist in this region, or you are not allowed to access',
        ),
      ],
    ],
  ])('a refusal of the key says that it %s, and to look at %s', (state, remedy, errors) => {
    for (const error of errors) {
      const said = remedyOf('kms', error);
      expect(said).toMatch(`the key that encrypts it (KMS) ${state}`);
      expect(said).toContain(remedy);
      expect(said).toContain(error.name);
      expect(said).not.toMatch(/1a2b|1234/);
    }
  });

  it.each([
    [refusal('KMSDisabledException'), 'the table: the key that encrypts it (KMS) is disabled'],
    [
      refusal('InvalidSignatureException', EXPIRED),
      'the table: AWS does not accept the time of this machine.',
    ],
  ])('a refusal of AWS says what to do, and quotes nothing', async (error, words) => {
    const call = async () => {
      throw error;
    };
    await expect(inAws('the table', call)).rejects.toThrow(words);
    await expect(inAws('the table', call)).rejects.not.toThrow('20260105T');
  });
});
