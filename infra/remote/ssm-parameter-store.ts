/**
 * The operator's parameters in Parameter Store, and the names of the exchange's keys.
 *
 * Parameter Store has no conditional write. Invariant: no change is lost all the same. Every write gets a number; one
 * that does not follow the version that was read has covered somebody else's. That one is read back, and both are
 * written.
 */
import { awsAgent } from '../../lambda/adapters/proxy.ts';
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  ParameterVersionNotFound,
  PutParameterCommand,
  SSMClient,
  type ParameterHistory,
} from '@aws-sdk/client-ssm';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { WrittenJsonError, parseWrittenJson } from '../../lambda/adapters/written-json.ts';
import { parametersName } from '../constructs/parameter-names.ts';
import { InputError } from '../input-error.ts';
import type { Document, ParameterStore, ParameterVersion, WriteResult } from '../local/parameter-store.ts';
import { inAws } from './aws-errors.ts';

const EXPECTED = [ParameterNotFound, ParameterVersionNotFound, ParameterAlreadyExists];

/** The version of a document that nobody has written. */
export const UNWRITTEN = 0;

/** Parameter Store's own key. */
export const AWS_KEY = 'alias/aws/ssm';

export class SsmParameterStore implements ParameterStore {
  readonly name: string;
  private readonly client: SSMClient;
  private readonly unwritten: () => Promise<Document>;

  /** @param unwritten what stands for a document that does not exist: the parameters in force */
  constructor(botId: string, region: string, unwritten: () => Promise<Document>) {
    this.name = parametersName(botId);
    this.client = new SSMClient({ region, requestHandler: awsAgent() });
    this.unwritten = unwritten;
  }

  async read(): Promise<ParameterVersion> {
    const found = await this.get(this.name);
    return found ?? { version: UNWRITTEN, document: await this.unwritten(), atMs: 0, by: '' };
  }

  async history(): Promise<readonly ParameterVersion[]> {
    const versions: ParameterVersion[] = [];
    let from: string | undefined;
    do {
      const page = { Name: this.name, ...(from !== undefined && { NextToken: from }) };
      const command = new GetParameterHistoryCommand(page);
      const { Parameters = [], NextToken } = (await this.call(() => this.client.send(command))) ?? {};
      versions.push(...Parameters.map((entry) => this.versionOf(entry)));
      from = NextToken;
    } while (from !== undefined);
    return versions.toSorted((a, b) => b.version - a.version);
  }

  async write(
    { document }: Omit<ParameterVersion, 'version'>,
    expectedVersion: number,
  ): Promise<WriteResult> {
    const version = await this.put(document, expectedVersion !== UNWRITTEN);
    if (version === undefined) return { status: 'conflict', latest: await this.read() };
    if (version === expectedVersion + 1) return { status: 'written', version };
    const theirs = await this.get(`${this.name}:${version - 1}`);
    // It was deleted in the meantime, and this is a new one.
    if (theirs === undefined) return { status: 'written', version };
    return { status: 'conflict', latest: { ...theirs, version }, isCovered: true };
  }

  /** The version that it has become; `undefined` where somebody else has made the document before. */
  private async put(document: Document, isThere: boolean): Promise<number | undefined> {
    const command = new PutParameterCommand({
      Name: this.name,
      Value: JSON.stringify(document, undefined, 2),
      Type: 'String',
      Overwrite: isThere,
    });
    const put = await this.call(() => this.client.send(command));
    return put?.Version;
  }

  private async get(name: string): Promise<ParameterVersion | undefined> {
    const answer = await this.call(() => this.client.send(new GetParameterCommand({ Name: name })));
    return answer && this.versionOf(answer.Parameter ?? {});
  }

  private versionOf(found: ParameterHistory): ParameterVersion {
    const {
      Value: text = '',
      Version: version = 0,
      LastModifiedDate: date,
      LastModifiedUser: by = '',
    } = found;
    return { version, document: this.documentOf(text), atMs: date?.getTime() ?? 0, by };
  }

  private documentOf(text: string): Document {
    const written = this.written(text);
    if (isDocument(written)) return written;
    throw new InputError(
      `${this.name} is not a JSON object, which the bot rejects: write {} or a valid document there by hand`,
    );
  }

  private written(text: string): unknown {
    try {
      return parseWrittenJson(text);
    } catch (error) {
      if (!(error instanceof WrittenJsonError)) throw error;
      const remedy = 'the bot rejects the document: correct it by hand, or write {} there';
      throw new InputError(`${this.name}: ${error.message}; ${remedy}`, {
        cause: error,
      });
    }
  }

  /** `undefined` where Parameter Store says that the document, or that version of it, is not there, or is already. */
  private call<Value>(make: () => Promise<Value>): Promise<Value | undefined> {
    return inAws(this.name, async () =>
      make().catch((error: unknown) => {
        if (EXPECTED.some((expected) => error instanceof expected)) return undefined;
        throw error;
      }),
    );
  }
}

export interface SecretPlace {
  readonly name: string;
  readonly region: string;
  /** What encrypts it. @default - Parameter Store's own key, also where another one did before */
  readonly keyId: string | undefined;
}

/** Writes a secret under its name. */
export async function putSecret({ name, region, keyId }: SecretPlace, value: string): Promise<void> {
  const client = new SSMClient({ region, requestHandler: awsAgent() });
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: 'SecureString',
    KeyId: keyId ?? AWS_KEY,
    Overwrite: true,
  });
  try {
    await inAws(name, () => client.send(command), { isSecret: true });
  } finally {
    client.destroy();
  }
}

export interface SecretPresence {
  readonly name: string;
  /** `undefined` when it is not stored. */
  readonly changedMs: number | undefined;
  /** What encrypts it, as it was named when it was written; `undefined` where nothing does. */
  readonly keyId: string | undefined;
}

/** Which of the exchange's keys are stored. No value is read. */
export async function secretsOf(
  botId: string,
  isDemo: boolean,
  region: string,
): Promise<readonly SecretPresence[]> {
  const client = new SSMClient({ region, requestHandler: awsAgent() });
  const names = secretNames(botId, isDemo);
  const filter = { Key: 'Name', Option: 'Equals', Values: [...names] };
  try {
    const { Parameters = [] } = await inAws('the names in Parameter Store', () =>
      client.send(new DescribeParametersCommand({ ParameterFilters: [filter] })),
    );
    return names.map((name) => {
      const found = Parameters.find(({ Name }) => Name === name);
      return { name, changedMs: found?.LastModifiedDate?.getTime(), keyId: found?.KeyId };
    });
  } finally {
    client.destroy();
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
