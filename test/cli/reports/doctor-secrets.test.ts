/**
 * Does the doctor say which key of the exchange is missing, or encrypted with another key than the deployment asks for?
 */
import { expect, it } from 'vitest';
import { secretLine } from '../../../infra/cli/reports/doctor-deployment.ts';
import { at } from '../../harness/builders.ts';

const AWS = 'alias/aws/ssm';
const OWN = 'arn:aws:kms:eu-west-1:123456789012:key/0f1e2d3c';
const AGAIN = './scalper secrets set --bot live';

const lineOf = (keyId: string | undefined, key: string) =>
  secretLine({ name: '/a/key', changedMs: at('12:00'), keyId }, key, 'live');

it.each([
  [AWS, AWS],
  [OWN, OWN],
  ['0f1e2d3c', OWN],
  ['arn:aws:kms:eu-west-1:123456789012:alias/aws/ssm', AWS],
])('a key of the exchange is well that is encrypted with the key that is asked for: %s', (stored, key) => {
  const { status, found } = lineOf(stored, key);
  expect(status).toBe('passed');
  expect(found).toContain(`, encrypted with ${stored}`);
});

it.each([
  [AWS, OWN],
  [OWN, AWS],
  ['alias/another', OWN],
  ['0f1e2d3', OWN],
])('a key of the exchange is to be written again that is encrypted with another key: %s', (stored, key) => {
  const { status, found, todo } = lineOf(stored, key);
  expect([status, todo]).toEqual(['wrong', AGAIN]);
  expect(found).toContain(`is encrypted with ${stored}; its deployment asks for ${key}`);
});

it('a key of the exchange is to be written that is not there, or that nothing encrypts', () => {
  const absent = secretLine({ name: '/a/key', changedMs: undefined, keyId: undefined }, AWS, 'live');
  expect(absent).toMatchObject({ status: 'wrong', found: '/a/key is not stored', todo: AGAIN });
  const { status, found, todo } = lineOf(undefined, AWS);
  expect([status, todo]).toEqual(['wrong', AGAIN]);
  expect(found).toContain('is not encrypted');
});
