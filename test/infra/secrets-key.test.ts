/**
 * Does a key of the stage's own encrypt the keys of the exchange alone, for those who may, and is it never lost?
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resourcesOf, stageOf, synthesise, type Synthesised } from './synthesis.ts';

const KEY = 'AWS::KMS::Key';

const statementSchema = z.looseObject({
  Effect: z.enum(['Allow', 'Deny']),
  Action: z.union([z.string(), z.array(z.string())]),
  Principal: z.unknown(),
  Condition: z.unknown().optional(),
});
const keySchema = z.looseObject({
  EnableKeyRotation: z.literal(true),
  KeyPolicy: z.looseObject({ Statement: z.array(statementSchema) }),
});

let own: Synthesised;
let plain: Synthesised;
beforeAll(() => {
  own = synthesise(stageOf({ secretsKey: 'own' }));
  plain = synthesise(stageOf());
});

function policyOf({ ledger }: Synthesised): readonly z.output<typeof statementSchema>[] {
  const [key] = resourcesOf(ledger, KEY).values();
  return keySchema.parse(key?.Properties).KeyPolicy.Statement;
}

describe("the stage's own key", () => {
  it("the stage's own key is not there when nobody asks", () => {
    for (const { json } of [plain.ledger, plain.trader]) expect(JSON.stringify(json)).not.toMatch(/kms/i);
  });

  it("the stage's own key is one, beside the ledger, stays when its resource goes, and has a name that stays", () => {
    const keys = resourcesOf(own.ledger, KEY);
    expect([...keys.keys()]).toEqual(['SecretsKey9BF95D68']);
    const [key] = keys.values();
    // Retained, but where the deployment that makes it is rolled back.
    expect(key).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    own.ledger.template.hasResourceProperties('AWS::KMS::Alias', { AliasName: 'alias/Kallisti-secrets' });
    expect(resourcesOf(own.trader, KEY).size).toBe(0);
  });

  it("the stage's own key lets the account administer it by IAM, and refuses whoever does not come through Parameter Store with a bot's keys", () => {
    const [administers, ...refuses] = policyOf(own);
    expect(administers).toMatchObject({ Effect: 'Allow', Action: 'kms:*' });
    expect(JSON.stringify(administers?.Principal)).toContain(':root');
    const uses = ['kms:Decrypt', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'];
    expect(refuses.map(({ Effect, Action, Principal }) => ({ Effect, Action, Principal }))).toEqual(
      [0, 1].map(() => ({ Effect: 'Deny', Action: uses, Principal: { AWS: '*' } })),
    );
    const [service, name] = refuses.map(({ Condition }) => JSON.stringify(Condition));
    expect(service).toBe('{"StringNotLike":{"kms:ViaService":"ssm.ap-northeast-1.amazonaws.com"}}');
    expect(name).toMatch(/^\{"StringNotLike":\{"kms:EncryptionContext:PARAMETER_ARN":\[/);
    expect(name?.match(/parameter\/[^"]*/g)).toEqual([
      'parameter/kallisti/*/exchange/api-key',
      'parameter/kallisti/*/exchange/secret',
      'parameter/kallisti/*/demo/api-key',
      'parameter/kallisti/*/demo/secret',
    ]);
  });

  it("the stage's own key is named to the commands by every stack of bots, and holds no stack to it: a stage may go back", () => {
    const said = { 'Fn::GetStackOutput': { StackName: 'Kallisti-Ledger' } };
    expect(own.trader.json.Outputs['SecretsKey']?.Value).toMatchObject(said);
    const imports = (text: unknown) => JSON.stringify(text).match(/Fn::ImportValue":"[^"]*/g) ?? [];
    expect(new Set(imports(own.trader.json))).toEqual(new Set(imports(plain.trader.json)));
    expect(plain.trader.json.Outputs).not.toHaveProperty('SecretsKey');
  });

  it("the stage's own key is made after the table is safe: a first deployment begins with the table alone", () => {
    const begun = synthesise(stageOf({ secretsKey: 'own' }), {
      deployed: { kind: 'none', isBlocked: false },
    });
    expect(begun.first.json).toEqual(
      synthesise(stageOf(), { deployed: { kind: 'none', isBlocked: false } }).first.json,
    );
    expect(resourcesOf(begun.ledger, KEY).size).toBe(1);
  });
});
