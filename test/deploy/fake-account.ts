/**
 * The account that `cdk deploy` talks to: one in which `cdk bootstrap` was run, or not.
 */
import { FakeAws } from '../harness/aws/fake-aws.ts';

/** As `cdk bootstrap` of this release leaves it. */
const BOOTSTRAP = { name: '/cdk-bootstrap/hnb659fds/version', version: '30' };

/** @param options.isBootstrapped whether `cdk bootstrap` was run before */
export function fakeAccount(region: string, { isBootstrapped = true } = {}): FakeAws {
  const account = new FakeAws(region);
  const bootstrap = () => account.parameters.put(BOOTSTRAP.name, BOOTSTRAP.version);
  if (isBootstrapped) bootstrap();
  account.cloudFormation.onExecuted = (stack) => {
    if (stack === 'CDKToolkit') bootstrap();
  };
  return account;
}
