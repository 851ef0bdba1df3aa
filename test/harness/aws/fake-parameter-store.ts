/**
 * Parameter Store, which speaks JSON: names, and every version of their values.
 */
import { z } from 'zod';
import { failed, found, type JsonAnswer } from './protocols.ts';

export interface StoredVersion {
  readonly value: string;
  readonly type: string;
  readonly keyId?: string | undefined;
}

/** What it does with requests for a value. */
export type ParameterAnswer =
  | { readonly kind: 'value'; readonly value: string }
  /** An exception of its own, by its name. */
  | { readonly kind: 'error'; readonly name: string; readonly message: string }
  | { readonly kind: 'silence' };

const requestSchema = z.looseObject({
  Name: z.string().default(''),
  Value: z.string().default(''),
  Type: z.string().default('String'),
  Overwrite: z.boolean().default(false),
  KeyId: z.string().optional(),
});

const secretsSchema = z.object({ Names: z.array(z.string()), WithDecryption: z.literal(true) });

export class FakeParameterStore extends Map<string, StoredVersion[]> {
  /** Instead of what it holds, whatever name is asked for. */
  answer: ParameterAnswer | undefined;
  /** Names whose value it was asked for, in order. */
  readonly asked: string[] = [];
  /** Names that nobody may write. */
  readonly unwritable = new Set<string>();
  /** Called before a value is written: what somebody else does at that very moment. */
  beforePut: ((name: string) => void) | undefined;

  put(name: string, value: string, type = 'String', keyId?: string): number {
    const versions = this.get(name) ?? [];
    versions.push({ value, type, keyId });
    this.set(name, versions);
    return versions.length;
  }

  /** The last value. */
  latest(name: string): string | undefined {
    return this.get(name)?.at(-1)?.value;
  }

  /** `undefined` for what it does not know. */
  respond(operation: string, body: string): JsonAnswer | undefined {
    const json: unknown = JSON.parse(body);
    const asked = requestSchema.parse(json);
    const { Name: name, Value: value, Type: type, Overwrite: isOverwriting, KeyId: keyId } = asked;
    switch (operation) {
      case 'GetParameter':
        return this.parameter(name);
      case 'GetParameters':
        return this.decrypted(secretsSchema.parse(json).Names);
      case 'PutParameter':
        this.beforePut?.(name);
        if (this.unwritable.has(name)) return failed('AccessDeniedException', `no PutParameter of ${value}`);
        if (!isOverwriting && this.has(name)) return failed('ParameterAlreadyExists', name);
        return found({ Version: this.put(name, value, type, keyId) });
      case 'GetParameterHistory':
        return found({
          Parameters: (this.get(name) ?? []).map((version, k) => rowOf(name, version, k + 1)),
        });
      case 'DescribeParameters':
        return found({
          Parameters: [...this].map(([Name, versions]) => {
            const KeyId = versions.at(-1)?.keyId;
            return { Name, LastModifiedDate: 1_770_000_000, ...(KeyId !== undefined && { KeyId }) };
          }),
        });
      default:
        return undefined;
    }
  }

  private get failing(): JsonAnswer | undefined {
    const { answer } = this;
    if (answer?.kind === 'silence') return 'silence';
    return answer?.kind === 'error' ? failed(answer.name, answer.message) : undefined;
  }

  private parameter(asked: string): JsonAnswer {
    this.asked.push(asked);
    const { answer, failing } = this;
    if (failing !== undefined) return failing;
    const [name = '', version] = asked.split(':');
    const versions =
      answer?.kind === 'value' ? [{ value: answer.value, type: 'String' }] : (this.get(name) ?? []);
    const number = version === undefined ? versions.length : Number(version);
    const stored = versions[number - 1];
    if (stored === undefined) return failed('ParameterNotFound', '');
    return found({ Parameter: rowOf(name, stored, number) });
  }

  private decrypted(names: readonly string[]): JsonAnswer {
    this.asked.push(...names);
    if (this.failing !== undefined) return this.failing;
    return found({
      Parameters: names.flatMap((name) => {
        const versions = this.get(name) ?? [];
        const last = versions.at(-1);
        return last === undefined ? [] : [rowOf(name, last, versions.length)];
      }),
      InvalidParameters: names.filter((name) => !this.has(name)),
    });
  }
}

function rowOf(name: string, { value, type }: StoredVersion, version: number) {
  const by = 'arn:aws:iam::1:user/ada';
  const LastModifiedDate = 1_770_000_000;
  const ARN = `arn:aws:ssm:ap-northeast-1:123456789012:parameter${name}`;
  return {
    Name: name,
    ARN,
    Type: type,
    Value: value,
    Version: version,
    LastModifiedDate,
    LastModifiedUser: by,
  };
}
