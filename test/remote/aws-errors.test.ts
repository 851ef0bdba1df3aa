/**
 * Is a page of somebody in between told from an answer of AWS, whatever protocol the service speaks?
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it, onTestFinished } from 'vitest';
import { inAws } from '../../infra/remote/aws-errors.ts';
import { LoopbackServer } from '../harness/loopback-server.ts';

class Portal extends LoopbackServer {
  protected serve(_: IncomingMessage, response: ServerResponse): void {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Sign in to this network</html>');
  }
}

it('a page in the place of an answer is no defect, in XML and in JSON', async () => {
  const portal = new Portal();
  await portal.open();
  onTestFinished(() => portal.close());
  const options = {
    region: 'eu-west-1',
    endpoint: portal.baseUrl,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-nobody' },
    maxAttempts: 1,
  };
  const [xml, json] = [new CloudFormationClient(options), new SSMClient(options)];
  for (const call of [
    () => xml.send(new DescribeStacksCommand({ StackName: 'Trader' })),
    () => json.send(new GetParameterCommand({ Name: 'parameters' })),
  ]) {
    await expect(inAws('the stack', async () => call())).rejects.toThrow(
      'the stack: the answer is not one of AWS. Is there a portal or a proxy in between?',
    );
  }
});
