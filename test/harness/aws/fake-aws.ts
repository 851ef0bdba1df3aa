/**
 * AWS over the wire, on the loopback interface: Parameter Store, SNS, CloudFormation, STS and S3 in the shapes of their
 * own wires; other services answer what a test says, and DynamoDB is forwarded to a database.
 *
 * An account with nothing in it. Invariants: what is asked and not known is remembered, and refused; nothing of the
 * requests' signatures is kept but the id of the key.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { LoopbackServer } from '../loopback-server.ts';
import { FakeBucket, type BucketAnswer } from './fake-bucket.ts';
import { FakeCloudFormation } from './fake-cloudformation.ts';
import { FakeParameterStore } from './fake-parameter-store.ts';
import { FakeResources } from './fake-resources.ts';

import { failed, type JsonAnswer, refused, xmlOf, type XmlAnswer } from './protocols.ts';

export const ACCOUNT = '123456789012';

export class FakeAws extends LoopbackServer {
  readonly parameters = new FakeParameterStore();
  readonly topic = new FakeTopic();
  readonly bucket = new FakeBucket();
  /** What CloudFormation makes. */
  readonly resources = new FakeResources(this.parameters);
  readonly cloudFormation: FakeCloudFormation;
  /** Of other services, by operation, such as `Logs_20140328.FilterLogEvents` or `Lambda.GetFunctionConfiguration`. */
  readonly answers = new Map<string, (body: string) => JsonAnswer>();
  /** The database that answers for DynamoDB. */
  forwardTo: string | undefined;
  /** The time it tells. @default - the machine's */
  now: () => number = Date.now;
  /** Service and action of every request, in order. */
  readonly requests: string[] = [];
  /** The same, with what was asked: JSON, or a form. */
  readonly calls: { readonly target: string; readonly body: string }[] = [];
  /** Of all answers, without their headers. */
  answeredBytes = 0;
  /** Requests that it could not answer. */
  readonly unknown: string[] = [];

  constructor(region = 'ap-northeast-1') {
    super();
    const where = { region, account: ACCOUNT };
    this.cloudFormation = new FakeCloudFormation(where, this.resources, (url) => this.bucket.textAt(url));
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.headers['x-amz-target'];
    response.setHeader('date', new Date(this.now()).toUTCString());
    if (typeof target === 'string') return this.json(target, await text(request), request, response);
    const asked = askedOfLambda(request);
    if (asked !== undefined) return this.json(asked.target, asked.functionName, request, response);
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const { status, body } = isForm
      ? this.query(new URLSearchParams(await text(request)))
      : await this.storage(request);
    this.answeredBytes += Buffer.byteLength(body);
    response.writeHead(status, { 'content-type': 'text/xml' }).end(body);
  }

  /** @param body that of the request; of Lambda's, whose requests have none, the name of the function. */
  private async json(
    target: string,
    body: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    this.requests.push(target);
    this.calls.push({ target, body });
    const [service = '', operation = ''] = target.split('.');
    const said =
      this.answers.get(target)?.(body) ??
      (service === 'AmazonSSM' ? this.parameters.respond(operation, body) : undefined);
    if (said === undefined && this.forwardTo !== undefined && service.startsWith('DynamoDB_')) {
      this.answeredBytes += await forward(this.forwardTo, { headers: request.headers, body }, response);
      return;
    }
    if (said === undefined) this.unknown.push(`${target} ${body}`);
    const answer = said ?? failed('UnknownOperationException', target);
    if (answer === 'silence') return;
    const answered = JSON.stringify(answer[1]);
    this.answeredBytes += Buffer.byteLength(answered);
    response.writeHead(answer[0], { 'content-type': 'application/x-amz-json-1.1' }).end(answered);
  }

  private query(body: URLSearchParams): XmlAnswer {
    const action = body.get('Action') ?? '';
    this.calls.push({ target: action, body: body.toString() });
    this.requests.push(`${action} ${body.get('StackName') ?? ''}`.trim());
    const answer =
      identity(action) ?? this.topic.answer(action, body) ?? this.cloudFormation.answer(action, body);
    if (answer === undefined) this.unknown.push(body.toString());
    return answer ?? refused('InvalidAction', action);
  }

  private async storage(request: IncomingMessage): Promise<BucketAnswer> {
    const { asked, answer } = await this.bucket.answer(request);
    this.requests.push(asked);
    if (answer === undefined) this.unknown.push(`${request.method} ${request.url}`);
    return answer ?? { status: 404, body: xmlOf('Error', { Code: 'NoSuchKey' }) };
  }
}

export const ACCOUNT_SETTINGS = 'Lambda.GetAccountSettings';

/** Lambda's requests name what they ask for in their path. */
function askedOfLambda({ method, url = '' }: IncomingMessage) {
  if (url.startsWith('/2016-08-19/account-settings')) return { target: ACCOUNT_SETTINGS, functionName: '' };
  const [, functionName, part] =
    /^\/[\d-]+\/functions\/([^/?]+)\/(configuration|concurrency)/.exec(url) ?? [];
  if (method !== 'GET' || functionName === undefined) return undefined;
  const operation = part === 'configuration' ? 'GetFunctionConfiguration' : 'GetFunctionConcurrency';
  return { target: `Lambda.${operation}`, functionName: decodeURIComponent(functionName) };
}

/** STS. Somebody who may do everything himself need not be able to take the roles of the bootstrap. */
function identity(action: string): XmlAnswer | undefined {
  if (action === 'GetCallerIdentity') {
    const caller = { Arn: `arn:aws:iam::${ACCOUNT}:user/owner`, UserId: 'AIDA', Account: ACCOUNT };
    return { status: 200, body: xmlOf('GetCallerIdentityResponse', { GetCallerIdentityResult: caller }) };
  }
  if (action !== 'AssumeRole') return undefined;
  return refused('AccessDenied', 'not authorized to perform: sts:AssumeRole', 403);
}

async function forward(
  url: string,
  { headers, body }: { readonly headers: IncomingMessage['headers']; readonly body: string },
  response: ServerResponse,
): Promise<number> {
  const kept = ['authorization', 'content-type', 'x-amz-date', 'x-amz-target'];
  const passed = kept.map((name): [string, string] => [name, String(headers[name])]);
  const answer = await fetch(url, { method: 'POST', headers: passed, body });
  response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' });
  const answered = await answer.text();
  response.end(answered);
  return Buffer.byteLength(answered);
}

export interface PublishedMessage {
  readonly topicArn: string;
  readonly subject: string;
  /** What a mail gets. */
  readonly message: string;
  /** What a subscriber over https gets. */
  readonly https: string;
}

const formsSchema = z.object({ default: z.string(), https: z.string().optional() });

export class FakeTopic {
  /** Whether it takes what it is given. */
  isThere = true;
  readonly published: PublishedMessage[] = [];
  /** Whoever subscribed, by the ARN of the subscription or what stands in its place. */
  subscriptions: readonly { readonly arn: string; readonly protocol: string; readonly endpoint: string }[] =
    [];

  /** `undefined` for an action that is not SNS's. */
  answer(action: string, form: URLSearchParams): XmlAnswer | undefined {
    if (action !== 'Publish' && action !== 'ListSubscriptionsByTopic') return undefined;
    if (!this.isThere) return refused('NotFound', 'Topic does not exist', 404);
    if (action === 'ListSubscriptionsByTopic') return this.listed();
    const message = form.get('Message') ?? '';
    const forms =
      form.get('MessageStructure') === 'json' ? formsSchema.parse(JSON.parse(message)) : { default: message };
    this.published.push({
      topicArn: form.get('TopicArn') ?? '',
      subject: form.get('Subject') ?? '',
      message: forms.default,
      https: forms.https ?? forms.default,
    });
    return { status: 200, body: xmlOf('PublishResponse', { PublishResult: { MessageId: 'm' } }) };
  }

  private listed(): XmlAnswer {
    const member = this.subscriptions.map(({ arn, protocol, endpoint }) => ({
      SubscriptionArn: arn,
      Protocol: protocol,
      Endpoint: endpoint,
    }));
    const result = { ListSubscriptionsByTopicResult: { Subscriptions: { member } } };
    return { status: 200, body: xmlOf('ListSubscriptionsByTopicResponse', result) };
  }
}
