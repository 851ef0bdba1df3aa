/**
 * DynamoDB behind a bad line: requests and answers are lost, late or refused, as a test says.
 *
 * A real server between a real client and a real database, so that the client's own timeouts and retries are part of
 * what is tested.
 */
import { once } from 'node:events';
import {
  Agent,
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

export type Fault =
  /** Refused without being looked at. */
  | 'throttled'
  | 'denied'
  | 'expired'
  /** The connection breaks before the request has reached DynamoDB. */
  | 'lost request'
  /** DynamoDB has done it, and the connection breaks. */
  | 'lost answer'
  /** DynamoDB has done it, and there is silence. */
  | 'no answer'
  /** There is silence, and DynamoDB does it when the line is asked to `deliver`. */
  | 'late';

const REFUSALS: Readonly<Partial<Record<Fault, string>>> = {
  throttled: 'ProvisionedThroughputExceededException',
  denied: 'AccessDeniedException',
  expired: 'ExpiredTokenException',
};

/** What happens to a request. @param operation DynamoDB's name of it, such as `PutItem`. */
export type FaultPlan = (operation: string, body: string) => Fault | undefined;

const NO_FAULTS: FaultPlan = () => undefined;

export class BadLine {
  private readonly upstream: string;
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server: Server;
  private lateOnes: (() => Promise<Answer>)[] = [];
  /** What happens to the requests from now on. */
  plan: FaultPlan = NO_FAULTS;
  /** What others do before the item is read. */
  beforeGetItem: () => Promise<void> = () => Promise.resolve();
  /** Operations of all attempts, in the order in which they came. */
  readonly attempts: string[] = [];
  endpoint = '';

  private constructor(upstream: string) {
    this.upstream = upstream;
    this.server = createServer((request, response) => {
      this.serve(request, response).catch((error: unknown) => {
        response.destroy(error instanceof Error ? error : undefined);
      });
    });
  }

  static async to(upstream: string): Promise<BadLine> {
    const line = new BadLine(upstream);
    line.server.listen(0, '127.0.0.1');
    await once(line.server, 'listening');
    const address = line.server.address();
    if (address === null || typeof address === 'string') throw new Error('the line has no port');
    line.endpoint = `http://127.0.0.1:${address.port}`;
    return line;
  }

  repair(): void {
    this.plan = NO_FAULTS;
  }

  /** Sends on every late request, in the order in which they came. */
  async deliver(): Promise<void> {
    const late = this.lateOnes;
    this.lateOnes = [];
    for (const send of late) await send();
  }

  async close(): Promise<void> {
    this.agent.destroy();
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The client's time may be a test's: one that differs from its own makes the client try again.
    response.sendDate = false;
    const answer = await this.pass(request);
    if (answer === 'silence') return;
    if (answer === 'break') request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  }

  private async pass(request: IncomingMessage): Promise<Answer | 'break' | 'silence'> {
    const body = await textOf(request);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    this.attempts.push(operation);
    if (operation === 'GetItem') await this.beforeGetItem();
    const fault = this.plan(operation, body);
    if (fault === undefined) return this.forward(request, body);
    const refusal = REFUSALS[fault];
    if (refusal !== undefined) {
      const message = `${refusal} of a test`;
      return { status: 400, body: JSON.stringify({ __type: `com.amazonaws.dynamodb#${refusal}`, message }) };
    }
    if (fault === 'lost request') return 'break';
    if (fault === 'late') {
      this.lateOnes.push(() => this.forward(request, body));
      return 'silence';
    }
    await this.forward(request, body);
    return fault === 'lost answer' ? 'break' : 'silence';
  }

  private async forward({ headers }: IncomingMessage, body: string): Promise<Answer> {
    const sent = httpRequest(this.upstream, { method: 'POST', headers, agent: this.agent });
    sent.end(body);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject);
    });
    return { status: answer.statusCode ?? 500, body: await textOf(answer) };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  message.setEncoding('utf8');
  for await (const part of message) text += String(part);
  return text;
}
