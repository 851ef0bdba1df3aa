/**
 * Stands in for Parameter Store and CloudFormation on the loopback interface, in the shapes of their own wire; other
 * services that speak JSON answer what a test says, or by whoever they are forwarded to.
 *
 * Parameter Store speaks JSON and keeps every version; CloudFormation forms and XML.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

export interface StoredVersion {
  readonly value: string;
  readonly type: string;
}

const requestSchema = z.looseObject({
  Name: z.string().default(''),
  Value: z.string().default(''),
  Type: z.string().default('String'),
});

export type Answer = readonly [status: number, body: object];

export class SsmStandIn {
  readonly parameters = new Map<string, StoredVersion[]>();
  readonly outputs = new Map<string, string>();
  readonly stacks = new Set(['Kallisti-Ledger']);
  /** Of other services, by what is asked, such as `Logs_20140328.FilterLogEvents`. */
  readonly answers = new Map<string, (body: string) => Answer>();
  /** Where what it has no answer to is sent on to. */
  forwardTo: string | undefined;
  /** The time it tells. */
  now: () => number = Date.now;
  /** Called before a value is written: what somebody else does at that very moment. */
  beforePut: ((name: string) => void) | undefined;
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  get endpoint(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  put(name: string, value: string, type = 'String'): number {
    const versions = this.parameters.get(name) ?? [];
    versions.push({ value, type });
    this.parameters.set(name, versions);
    return versions.length;
  }

  /** The last value. */
  valueOf(name: string): string | undefined {
    return this.parameters.get(name)?.at(-1)?.value;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.toArray()).join('');
    const target = request.headers['x-amz-target'];
    response.setHeader('date', new Date(this.now()).toUTCString());
    if (target === undefined) return this.describeStacks(new URLSearchParams(body), response);
    const isForwarded = this.forwardTo !== undefined && String(target).startsWith('DynamoDB_');
    if (isForwarded && !this.answers.has(String(target))) return this.forward(request, body, response);
    const [status, answer] =
      this.answers.get(String(target))?.(body) ??
      this.answer(String(target), requestSchema.parse(JSON.parse(body)));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }

  private async forward(request: IncomingMessage, body: string, response: ServerResponse): Promise<void> {
    const kept = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];
    const headers = kept.map((name): [string, string] => [name, String(request.headers[name])]);
    const answer = await fetch(this.forwardTo ?? '', { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(await answer.text());
  }

  private answer(target: string, { Name, Value, Type }: z.output<typeof requestSchema>): Answer {
    switch (target) {
      case 'AmazonSSM.GetParameter':
        return this.get(Name);
      case 'AmazonSSM.PutParameter':
        this.beforePut?.(Name);
        return [200, { Version: this.put(Name, Value, Type) }];
      case 'AmazonSSM.GetParameterHistory': {
        const versions = this.parameters.get(Name) ?? [];
        return [200, { Parameters: versions.map(({ value }, k) => entry(Name, value, k + 1)) }];
      }
      case 'AmazonSSM.DescribeParameters': {
        const names = [...this.parameters.keys()];
        return [200, { Parameters: names.map((name) => ({ Name: name, LastModifiedDate: 1_770_000_000 })) }];
      }
      default:
        return [400, { __type: 'InvalidAction', message: target }];
    }
  }

  private get(asked: string): Answer {
    const [name = '', version] = asked.split(':');
    const versions = this.parameters.get(name) ?? [];
    const number = version === undefined ? versions.length : Number(version);
    const found = versions[number - 1];
    if (found === undefined) return [400, { __type: 'ParameterNotFound', message: '' }];
    return [200, { Parameter: entry(name, found.value, number) }];
  }

  private describeStacks(form: URLSearchParams, response: ServerResponse): void {
    response.setHeader('content-type', 'text/xml');
    const namespace = 'xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"';
    const asked = form.get('StackName') ?? '';
    if (!this.stacks.has(asked)) {
      const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>Stack with id ${asked} does not exist</Message></Error>`;
      response
        .writeHead(400)
        .end(`<ErrorResponse ${namespace}>${error}<RequestId>r</RequestId></ErrorResponse>`);
      return;
    }
    const members = [...this.outputs]
      .map(
        ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
      )
      .join('');
    const stack = `<member><StackName>${asked}</StackName><StackStatus>CREATE_COMPLETE</StackStatus><CreationTime>2026-01-01T00:00:00Z</CreationTime><Outputs>${members}</Outputs></member>`;
    response.end(
      `<DescribeStacksResponse ${namespace}><DescribeStacksResult><Stacks>${stack}</Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  }
}

function entry(name: string, value: string, version: number) {
  const by = 'arn:aws:iam::1:user/ada';
  return {
    Name: name,
    Value: value,
    Version: version,
    LastModifiedDate: 1_770_000_000,
    LastModifiedUser: by,
  };
}

/** A stand-in that is gone when the test has finished. */
export async function ssmStandIn(): Promise<SsmStandIn> {
  const ssm = new SsmStandIn();
  await ssm.open();
  onTestFinished(() => ssm.close());
  return ssm;
}
