/**
 * Are bots found whose stack is a further one?
 */
import { expect, it, vi } from 'vitest';
import { outputsOf } from '../../infra/remote/stack-outputs.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';
import { openForTest } from '../harness/loopback-server.ts';

it('the outputs of a stack are its own, then those of the further stacks that it names and that are deployed', async () => {
  const aws = await openForTest(new FakeAws());
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_ENDPOINT_URL', aws.baseUrl);
  aws.cloudFormation.add('Kallisti-Trader', {
    PaperLogs: '/paper',
    DashboardName: 'first',
    FurtherStacks: 'Kallisti-Trader-2,Kallisti-Trader-3',
  });
  aws.cloudFormation.add('Kallisti-Trader-2', { SecondLogs: '/second', DashboardName: 'second' });
  expect(Object.fromEntries(await outputsOf('Kallisti-Trader', 'ap-northeast-1'))).toMatchObject({
    PaperLogs: '/paper',
    SecondLogs: '/second',
    DashboardName: 'first',
  });
  await expect(outputsOf('Kallisti-Trader-3', 'ap-northeast-1')).rejects.toThrow('does not exist: deploy it');
});
