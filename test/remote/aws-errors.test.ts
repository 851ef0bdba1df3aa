/**
 * Is an answer that AWS would not give, or that nobody has foreseen, a sentence and no defect, whatever protocol the
 * service speaks?
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AwsUnavailableError } from '../../infra/input-error.ts';
import { inAws } from '../../infra/remote/aws-errors.ts';
import { DynamoLedger } from '../../lambda/adapters/dynamo/dynamo-ledger.ts';
import { failed, refused } from '../harness/aws/protocols.ts';
import { LoopbackServer, openForTest } from '../harness/loopback-server.ts';
import { scalper } from '../harness/scalper-process.ts';
import { deployed } from './deployed-bot.ts';
import { DESCRIBE_ALARMS, FILTER_LOG } from './deployed-aws.ts';

interface Said {
  readonly status: number;
  readonly body: string;
}

/** Says the same to everybody. */
class Somebody extends LoopbackServer {
  private readonly said: Said;

  constructor(said: Said) {
    super();
    this.said = said;
  }

  protected serve(_: IncomingMessage, response: ServerResponse): void {
    response.writeHead(this.said.status).end(this.said.body);
  }
}

/** For the constructor of a client that asks somebody who says this. */
async function asking(said: Said) {
  const { baseUrl: endpoint } = await openForTest(new Somebody(said));
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret-of-nobody' };
  return { region: 'eu-west-1', endpoint, credentials, maxAttempts: 1 };
}

const xml = (client: CloudFormationClient) => () =>
  client.send(new DescribeStacksCommand({ StackName: 'Trader' }));
const json = (client: SSMClient) => () => client.send(new GetParameterCommand({ Name: 'parameters' }));

const FOREIGN = 'the answer is not one of AWS. Is there a portal or a proxy in between?';
const PAGE = '<html>Sign in to this network</html>';

describe('an answer that is not foreseen', () => {
  it.each([
    ['a page in the place of an error', { status: 404, body: PAGE }],
    ['half an answer', { status: 200, body: '{"Parameter": {"Na' }],
    ['a value of another type', { status: 200, body: '{"Parameter": {"LastModifiedDate": "x"}}' }],
  ])('%s is no defect, where AWS answers in JSON', async (_, said) => {
    const call = json(new SSMClient(await asking(said)));
    await expect(inAws('the values', call)).rejects.toThrow(`the values: ${FOREIGN}`);
  });

  it('a page is no defect, where AWS answers in XML', async () => {
    const call = xml(new CloudFormationClient(await asking({ status: 404, body: PAGE })));
    await expect(inAws('the stack', call)).rejects.toThrow(`the stack: ${FOREIGN}`);
  });

  it('an error of a code that nobody knows is quoted', async () => {
    const body = JSON.stringify({ __type: 'FlurbException', message: 'It is not glorp.' });
    const [inXml, inJson] = [
      xml(new CloudFormationClient(await asking(refused('Flurb', 'It is not glorp.')))),
      json(new SSMClient(await asking({ status: 400, body }))),
    ];
    for (const [call, code] of [
      [inXml, 'Flurb'],
      [inJson, 'FlurbException'],
    ] as const) {
      const error = await inAws('the stack', async () => call()).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(AwsUnavailableError);
      expect(error).toHaveProperty('message', `the stack: AWS answered ${code}: It is not glorp.`);
    }
  });

  it('an error that is none of AWS stays as it is', async () => {
    const own = new TypeError('a slip of our own');
    await expect(inAws('the stack', () => Promise.reject(own))).rejects.toBe(own);
  });

  it.each([
    ['a page', PAGE],
    ['items that are no list', '{"Items": "x"}'],
    ['an item that is none', '{"Items": [null], "Item": 1}'],
    ['an item with a number for a key', '{"Items": [{"pk": {"S": "bot#b"}, "sk": {"S": 7}}]}'],
  ])('%s in the place of an answer of the database is no defect', async (_, body) => {
    const client = new DynamoDBClient(await asking({ status: 200, body }));
    await expect(new DynamoLedger(client, 'T').look('b')).rejects.toThrow(`failed: ${FOREIGN}`);
  });
});

describe('commands whose answers are not those of AWS', () => {
  it('a page that is read as a stack without outputs says that it is none', async () => {
    const { aws, env } = await deployed();
    const portal = await openForTest(new Somebody({ status: 200, body: PAGE }));
    const there = { ...env, AWS_ENDPOINT_URL_CLOUDFORMATION: portal.baseUrl };
    const { code, stderr } = await scalper(['pause', '--bot', 'paper'], { env: there });
    expect(code).toBe(2);
    // Both of its stacks are asked at once.
    expect(stderr).toMatch(/^scalper: the stack Kallisti-(?:Ledger|Trader) in ap-northeast-1: /);
    expect(stderr).toContain(`: ${FOREIGN}\n`);
    expect(aws.requests).toEqual([]);
  });

  it.each([
    ['alarms that are no list', 'x'],
    ['an alarm whose description is a number', [{ AlarmDescription: 7 }]],
  ])('%s are no defect, and doctor goes on', async (_, MetricAlarms) => {
    const { aws, env } = await deployed();
    aws.answers.set(FILTER_LOG, () => failed('FlurbException', 'It is not glorp.'));
    aws.answers.set(DESCRIBE_ALARMS, () => [200, { MetricAlarms }]);
    const tail = await scalper(['tail', '--bot', 'paper'], { env });
    expect([tail.code, tail.stderr]).toEqual([
      2,
      'scalper: the log /aws/lambda/paper: AWS answered FlurbException: It is not glorp.\n',
    ]);
    const doctor = await scalper(['doctor', '--bot', 'paper', '--json'], { env });
    const { lines } = z.object({ lines: z.array(z.looseObject({})) }).parse(JSON.parse(doctor.stdout));
    const unasked = { status: 'unasked', todo: 'fix that, then run doctor again' };
    expect(lines).toContainEqual({
      ...unasked,
      check: 'alarms',
      found: `the alarms of Kallisti-Trader in ap-northeast-1: ${FOREIGN}`,
    });
    expect(lines).toContainEqual({
      ...unasked,
      check: 'failures',
      found: 'the log /aws/lambda/paper: AWS answered FlurbException: It is not glorp.',
    });
  });
});
