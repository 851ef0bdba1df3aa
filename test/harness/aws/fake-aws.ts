/**
 * Stands in for Parameter Store and SNS on the loopback interface, in the shapes of their own wire.
 *
 * Parameter Store speaks JSON, SNS forms and XML; both are told apart by what a request carries. It answers what it is
 * told to, and keeps what it was asked.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** What Parameter Store does with the next requests. */
export type ParameterAnswer =
  | { readonly kind: 'value'; readonly value: string }
  /** An exception of its own, by its name. */
  | { readonly kind: 'error'; readonly name: string; readonly message: string }
  | { readonly kind: 'silence' };

export interface PublishedMail {
  readonly topicArn: string;
  readonly subject: string;
  readonly message: string;
}

export class AwsStandIn {
  answer: ParameterAnswer = { kind: 'value', value: '{}' };
  /** Whether SNS takes what it is given. */
  isTopicThere = true;
  /** SecureStrings, by name. */
  readonly secrets = new Map<string, string>();
  /** Names that Parameter Store was asked for, in order. */
  readonly asked: string[] = [];
  readonly published: PublishedMail[] = [];
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch(() => response.writeHead(500).end());
  });

  async open(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  get endpoint(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('the stand-in has no port');
    return `http://127.0.0.1:${address.port}`;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await request.toArray()).join('');
    const target = request.headers['x-amz-target'];
    if (target === 'AmazonSSM.GetParameter') this.parameter(body, response);
    else if (target === 'AmazonSSM.GetParameters') this.decrypted(body, response);
    else if (target === undefined) this.publish(new URLSearchParams(body), response);
    else response.writeHead(400).end();
  }

  private parameter(body: string, response: ServerResponse): void {
    const { Name: name } = z.object({ Name: z.string() }).parse(JSON.parse(body));
    this.asked.push(name);
    const { answer } = this;
    const reply = (status: number, value: unknown) =>
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(value));
    switch (answer.kind) {
      case 'value':
        reply(200, { Parameter: { Name: name, Type: 'String', Value: answer.value, Version: 1 } });
        break;
      case 'error':
        reply(400, { __type: answer.name, message: answer.message });
        break;
      case 'silence':
    }
  }

  private decrypted(body: string, response: ServerResponse): void {
    const { Names: names } = z
      .object({ Names: z.array(z.string()), WithDecryption: z.literal(true) })
      .parse(JSON.parse(body));
    this.asked.push(...names);
    const found = names.filter((name) => this.secrets.has(name));
    const answer = {
      Parameters: found.map((name) => ({
        Name: name,
        Type: 'SecureString',
        Value: this.secrets.get(name),
        Version: 1,
      })),
      InvalidParameters: names.filter((name) => !this.secrets.has(name)),
    };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
  }

  private publish(form: URLSearchParams, response: ServerResponse): void {
    const action = form.get('Action');
    response.setHeader('content-type', 'text/xml');
    if (action !== 'Publish' || !this.isTopicThere) {
      const error =
        '<Error><Type>Sender</Type><Code>NotFound</Code><Message>Topic does not exist</Message></Error>';
      response.writeHead(404).end(`<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`);
      return;
    }
    this.published.push({
      topicArn: form.get('TopicArn') ?? '',
      subject: form.get('Subject') ?? '',
      message: form.get('Message') ?? '',
    });
    const result = '<PublishResult><MessageId>m</MessageId></PublishResult>';
    response
      .writeHead(200)
      .end(`<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</PublishResponse>`);
  }
}

/** A stand-in that is gone when the test has finished. */
export async function awsStandIn(): Promise<AwsStandIn> {
  const aws = new AwsStandIn();
  await aws.open();
  onTestFinished(() => aws.close());
  return aws;
}
