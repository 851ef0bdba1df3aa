/**
 * The operator's parameters in Parameter Store, and the names of the exchange's keys.
 *
 * Parameter Store has no conditional write. Invariant: no change is lost all the same. Every write gets a number; one
 * that does not follow the version that was read has covered somebody else's. That one is read back, and both are
 * written.
 */
import {
  DescribeParametersCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
  type ParameterHistory,
} from '@aws-sdk/client-ssm';
import { secretNames } from '../../lambda/adapters/aws/secret-names.ts';
import { parseJson } from '../../lambda/adapters/parse-json.ts';
import { parametersName } from '../constructs/parameter-names.ts';
import { InputError } from '../input-error.ts';
import type { Document, ParameterStore, ParameterVersion, WriteResult } from '../local/parameter-store.ts';
import { inAws } from './aws-errors.ts';

export class SsmParameterStore implements ParameterStore {
  readonly name: string;
  private readonly client: SSMClient;

  constructor(botId: string, region: string) {
    this.name = parametersName(botId);
    this.client = new SSMClient({ region });
  }

  async read(): Promise<ParameterVersion> {
    return this.get(this.name);
  }

  async history(): Promise<readonly ParameterVersion[]> {
    const versions: ParameterVersion[] = [];
    let from: string | undefined;
    do {
      const page = { Name: this.name, ...(from !== undefined && { NextToken: from }) };
      const command = new GetParameterHistoryCommand(page);
      const { Parameters = [], NextToken } = await this.call(() => this.client.send(command));
      versions.push(...Parameters.map((entry) => this.versionOf(entry)));
      from = NextToken;
    } while (from !== undefined);
    return versions.toSorted((a, b) => b.version - a.version);
  }

  async write(
    { document }: Omit<ParameterVersion, 'version'>,
    expectedVersion: number,
  ): Promise<WriteResult> {
    const { Version: version = 0 } = await this.call(() =>
      this.client.send(
        new PutParameterCommand({
          Name: this.name,
          Value: JSON.stringify(document, undefined, 2),
          Type: 'String',
          Overwrite: true,
        }),
      ),
    );
    if (version === expectedVersion + 1) return { status: 'written', version };
    const theirs = await this.get(`${this.name}:${version - 1}`);
    return { status: 'conflict', latest: { ...theirs, version }, isCovered: true };
  }

  private async get(name: string): Promise<ParameterVersion> {
    const { Parameter: found } = await this.call(() =>
      this.client.send(new GetParameterCommand({ Name: name })),
    );
    return this.versionOf(found ?? {});
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
    const written = parseJson(text);
    if (isDocument(written)) return written;
    throw new InputError(
      `${this.name} is not a JSON object, which the bot rejects: write {} or a valid document there by hand`,
    );
  }

  private call<Value>(make: () => Promise<Value>): Promise<Value> {
    return inAws(this.name, async () =>
      make().catch((error: unknown) => {
        if (!(error instanceof ParameterNotFound)) throw error;
        throw new InputError(`${this.name} does not exist: deploy the ledger's stack, which creates it`, {
          cause: error,
        });
      }),
    );
  }
}

/** Writes a secret under its name. */
export async function putSecret(name: string, value: string, region: string): Promise<void> {
  const client = new SSMClient({ region });
  const command = new PutParameterCommand({
    Name: name,
    Value: value,
    Type: 'SecureString',
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
}

/** Which of the exchange's keys are stored. No value is read. */
export async function secretsOf(botId: string, region: string): Promise<readonly SecretPresence[]> {
  const client = new SSMClient({ region });
  const names = secretNames(botId);
  const filter = { Key: 'Name', Option: 'Equals', Values: [...names] };
  try {
    const { Parameters = [] } = await inAws('the names in Parameter Store', () =>
      client.send(new DescribeParametersCommand({ ParameterFilters: [filter] })),
    );
    return names.map((name) => {
      const found = Parameters.find(({ Name }) => Name === name);
      return { name, changedMs: found?.LastModifiedDate?.getTime() };
    });
  } finally {
    client.destroy();
  }
}

function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
