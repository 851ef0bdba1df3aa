/**
 * Is a ledger taken for absent only where AWS says so, of the account that is deployed to?
 */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { deployedLedger, type LedgerAddress } from '../../infra/remote/deployed-ledger.ts';
import { ACCOUNT, FakeAws } from '../harness/aws/fake-aws.ts';
import { refused } from '../harness/aws/protocols.ts';
import { openForTest } from '../harness/loopback-server.ts';

const REGION = 'ap-northeast-1';
const STACK = 'Kallisti-Ledger';
const document = (policy: object) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Name: '/kallisti/paper/params', Type: 'String', Value: '{}' },
  ...policy,
});

let aws: FakeAws;
beforeEach(async () => {
  aws = await openForTest(new FakeAws(REGION));
  aws.parameters.put('/cdk-bootstrap/hnb659fds/version', '30');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL', aws.baseUrl);
});

const address = { stack: STACK, region: REGION, account: ACCOUNT };
const ask = (differs: Partial<LedgerAddress> = {}) => deployedLedger({ ...address, ...differs });

/** A stack in that state. */
function stackIn(status: string, terminationProtection: boolean): void {
  aws.cloudFormation.add(STACK, {}, '{ "Resources": {} }');
  Object.assign(aws.cloudFormation.stacks.get(STACK)!, { status, terminationProtection });
}

describe('what is deployed of a ledger', () => {
  it('what is deployed of a ledger is nothing in an account that is prepared and has no such stack', async () => {
    expect(await ask()).toEqual({ kind: 'none', isBlocked: false });
  });

  it.each([
    ['REVIEW_IN_PROGRESS', true, { kind: 'none', isBlocked: false }],
    ['ROLLBACK_COMPLETE', false, { kind: 'none', isBlocked: false }],
    ['ROLLBACK_COMPLETE', true, { kind: 'none', isBlocked: true }],
    ['ROLLBACK_FAILED', true, { kind: 'none', isBlocked: true }],
    ['CREATE_COMPLETE', false, { kind: 'there', parameters: [] }],
    ['UPDATE_ROLLBACK_COMPLETE', true, { kind: 'there', parameters: [] }],
    ['CREATE_IN_PROGRESS', false, { kind: 'there', parameters: [] }],
  ])('what is deployed of a ledger in the state %s, protected: %s', async (status, isProtected, expected) => {
    stackIn(status, isProtected);
    expect(await ask()).toEqual(expected);
  });

  it('what is deployed of a ledger tells the parameters in its template, kept and not kept', async () => {
    const Resources = {
      Table: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
      },
      one: document({}),
      other: { ...document({ DeletionPolicy: 'Retain' }), Properties: { Name: '/other', Value: '{}' } },
    };
    aws.cloudFormation.add(STACK, {}, JSON.stringify({ Resources }));
    expect(await ask()).toEqual({
      kind: 'there',
      parameters: [
        { logicalId: 'one', properties: document({}).Properties, isRetained: false },
        { logicalId: 'other', properties: { Name: '/other', Value: '{}' }, isRetained: true },
      ],
    });
  });

  it.each([
    [
      'the credentials are of another account, which has no such stack',
      { account: '210987654321' },
      async () => {},
      /of the account 123456789012, and the command line's of 210987654321/,
    ],
    ['the account was never prepared', {}, async () => aws.parameters.clear(), /cdk bootstrap/],
    ['nobody answers', {}, () => aws.close(), /ECONNREFUSED/],
  ])('what is deployed of a ledger is unknown where %s', async (_, differs, happens, cause) => {
    await happens();
    const found = await ask(differs);
    expect(found.kind === 'unknown' && found.cause).toMatch(cause);
  });

  it('what is deployed of a ledger is unknown where AWS refuses a signature, of which nothing is quoted', async () => {
    const quoted = 'The Canonical String should have been: x-amz-security-token:CANARY';
    vi.spyOn(aws.cloudFormation, 'answer').mockReturnValue(refused('SignatureDoesNotMatch', quoted, 403));
    expect(await ask()).toEqual({ kind: 'unknown', cause: 'SignatureDoesNotMatch' });
  });

  it('what is deployed of a ledger is asked of nobody where the command line has no credentials', async () => {
    expect(await ask({ account: undefined })).toEqual({ kind: 'unknown' });
    expect(aws.requests).toEqual([]);
  });

  it('what is deployed of a ledger is unknown where its stack is in another account than the command line deploys to', async () => {
    stackIn('CREATE_COMPLETE', true);
    expect((await ask({ account: '210987654321' })).kind).toBe('unknown');
  });
});
