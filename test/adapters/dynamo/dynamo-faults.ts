/**
 * DynamoDB behind a bad line: requests and answers are lost, late or refused, as a test says.
 *
 * A real server between a real client and a real database, so that the client's own timeouts and retries are part of
 * what is tested.
 */
import { Agent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { LoopbackServer } from '../../harness/loopback-server.ts';

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

export class BadLine extends LoopbackServer {
  private readonly upstream: string;
  private readonly agent = new Agent({ keepAlive: true });
  private lateOnes: (() => Promise<Answer>)[] = [];
  /** What happens to the requests from now on. */
  plan: FaultPlan = NO_FAULTS;
  /** What others do before the item is read. */
  beforeGetItem: () => Promise<void> = () => Promise.resolve();
  /** Told whenever a request will not be answered. */
  onSilence: () => void = () => {};
  /** Operations of all attempts, in the order in which they came. */
  readonly attempts: string[] = [];

  private constructor(upstream: string) {
    super();
    this.upstream = upstream;
  }

  static async to(upstream: string): Promise<BadLine> {
    const line = new BadLine(upstream);
    await line.open();
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

  override async close(): Promise<void> {
    this.agent.destroy();
    await super.close();
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // The client's time may be a test's: one that differs from its own makes the client try again.
    response.sendDate = false;
    const answer = await this.pass(request);
    if (answer === 'silence') {
      this.onSilence();
      return;
    }
    if (answer === 'break') request.socket.destroy();
    else response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.0' }).end(answer.body);
  }

  private async pass(request: IncomingMessage): Promise<Answer | 'break' | 'silence'> {
    const body = await text(request);
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
    return { status: answer.statusCode ?? 500, body: await text(answer) };
  }
}

interface Answer {
  readonly status: number;
  readonly body: string;
}
