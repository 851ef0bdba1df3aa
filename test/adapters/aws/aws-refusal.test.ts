/**
 * Are a key, the clock, credentials and rights told apart, by what AWS answers?
 */
import { describe, expect, it } from 'vitest';
import { inAws } from '../../../infra/remote/aws-errors.ts';
import { awsRefusalOf, awsWords } from '../../../lambda/adapters/aws/aws-refusal.ts';

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
    ['credentials', refusal('ExpiredTokenException')],
    ['no-credentials', refusal('CredentialsProviderError')],
    ['denied', refusal('AccessDeniedException', 'not authorized to perform: ssm:GetParameter')],
    [undefined, refusal('ThrottlingException')],
  ])('a refusal of AWS is %s: %s', (kind, error) => {
    expect(awsRefusalOf(error)).toBe(kind);
  });

  it('a refusal of AWS that is about a signature is named, and no request is quoted', () => {
    const quoted = 'The Canonical String was: x-amz-security-token:CANARY';
    expect(awsWords(refusal('InvalidSignatureException', quoted))).toBe('InvalidSignatureException');
    expect(awsWords(refusal('ThrottlingException', 'Rate exceeded'))).toBe(
      'ThrottlingException: Rate exceeded',
    );
  });

  it.each([
    [
      refusal('KMSDisabledException'),
      'the table: the key that encrypts it (KMS) may not be used, is disabled',
    ],
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
