/**
 * Stands in for what `cdk deploy` talks to, on the loopback interface: STS, SSM, S3 and CloudFormation.
 *
 * An account with nothing in it, in which `cdk bootstrap` was run or not. Invariants: what is asked and not known is remembered,
 * and refused; nothing of the requests' signatures is kept but the id of the key.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { CloudFormationStandIn } from '../harness/aws/fake-cloudformation.ts';
import { xmlOf, type Answer } from '../harness/aws/query-protocol.ts';

export const ACCOUNT = '123456789012';

/** As `cdk bootstrap` of this release leaves it. */
const BOOTSTRAP_VERSION = '30';

export class AccountStandIn {
  /** What was uploaded, by its key. */
  readonly uploads = new Map<string, Buffer>();
  /** Every upload, in order. */
  readonly uploadedKeys: string[] = [];
  /** `Service action` of every request, in order. */
  readonly requests: string[] = [];
  /** Requests that it could not answer. */
  readonly unknown: string[] = [];
  readonly cloudFormation: CloudFormationStandIn;
  private readonly wasBootstrapped: boolean;
  private readonly server = createServer((request, response) => {
    this.respond(request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });

  /** @param options.isBootstrapped whether `cdk bootstrap` was run before */
  constructor(region: string, { isBootstrapped = true } = {}) {
    this.wasBootstrapped = isBootstrapped;
    this.cloudFormation = new CloudFormationStandIn(region, ACCOUNT, (url) =>
      this.uploads.get(new URL(url).pathname.split('/').at(-1) ?? '')?.toString('utf8'),
    );
  }

  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await this.serve(request);
    const type = body.startsWith('{') ? 'application/x-amz-json-1.1' : 'text/xml';
    response.writeHead(status, { 'content-type': type }).end(body);
  }

  private async serve(request: IncomingMessage): Promise<Answer> {
    const target = request.headers['x-amz-target'];
    const type = request.headers['content-type'] ?? '';
    if (typeof target === 'string') return this.json(target, await text(request));
    if (type.startsWith('application/x-www-form-urlencoded'))
      return this.query(new URLSearchParams(await text(request)));
    return this.storage(request);
  }

  private json(target: string, body: string): Answer {
    this.requests.push(target);
    if (target === 'AmazonSSM.GetParameter') {
      const { Name: name } = z.looseObject({ Name: z.string() }).parse(JSON.parse(body));
      if (!this.wasBootstrapped && !this.cloudFormation.executed.includes('CDKToolkit')) {
        const missing = { __type: 'ParameterNotFound', message: `${name} is not there` };
        return { status: 400, body: JSON.stringify(missing) };
      }
      if (/^\/cdk-bootstrap\/\w+\/version$/.test(name)) {
        const parameter = { Name: name, Type: 'String', Value: BOOTSTRAP_VERSION, Version: 1 };
        return { status: 200, body: JSON.stringify({ Parameter: parameter }) };
      }
    }
    this.unknown.push(`${target} ${body}`);
    return { status: 400, body: JSON.stringify({ __type: 'UnknownOperationException' }) };
  }

  private query(body: URLSearchParams): Answer {
    const action = body.get('Action') ?? '';
    this.requests.push(`${action} ${body.get('StackName') ?? ''}`.trim());
    if (action === 'GetCallerIdentity') {
      const caller = { Arn: `arn:aws:iam::${ACCOUNT}:user/owner`, UserId: 'AIDA', Account: ACCOUNT };
      return { status: 200, body: xmlOf('GetCallerIdentityResponse', { GetCallerIdentityResult: caller }) };
    }
    // An owner who may do everything himself need not be able to take the roles of the bootstrap.
    if (action === 'AssumeRole') {
      const error = {
        Type: 'Sender',
        Code: 'AccessDenied',
        Message: 'not authorized to perform: sts:AssumeRole',
      };
      return { status: 403, body: xmlOf('ErrorResponse', { Error: error }) };
    }
    const answer = this.cloudFormation.answer(action, body);
    if (answer !== undefined) return answer;
    this.unknown.push(body.toString());
    return {
      status: 400,
      body: xmlOf('ErrorResponse', { Error: { Code: 'InvalidAction', Message: action } }),
    };
  }

  private async storage(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    const [, bucket = '', key = ''] = pathname.split('/');
    const method = request.method ?? '';
    this.requests.push(
      `${method} ${bucket}/${key}${[...searchParams.keys()].map((name) => ` ?${name}`).join('')}`,
    );
    if (method === 'PUT' && key !== '') {
      const parts: Uint8Array[] = [];
      for await (const part of request) if (part instanceof Uint8Array) parts.push(part);
      this.uploads.set(key, Buffer.concat(parts));
      this.uploadedKeys.push(key);
      return { status: 200, body: '' };
    }
    if (method === 'GET' && searchParams.has('location')) {
      return { status: 200, body: xmlOf('LocationConstraint', {}) };
    }
    if (method === 'GET' && searchParams.has('encryption')) {
      const rule = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
      return { status: 200, body: xmlOf('ServerSideEncryptionConfiguration', { Rule: rule }) };
    }
    if (method === 'GET' && searchParams.has('list-type')) {
      const prefix = searchParams.get('prefix') ?? '';
      const found = [...this.uploads].filter(([name]) => name.startsWith(prefix));
      const contents = found.map(([Key, content]) => ({ Key, Size: String(content.length) }));
      return {
        status: 200,
        body: xmlOf('ListBucketResult', { KeyCount: String(found.length), Contents: contents }),
      };
    }
    this.unknown.push(`${method} ${request.url}`);
    return { status: 404, body: xmlOf('Error', { Code: 'NoSuchKey' }) };
  }
}
