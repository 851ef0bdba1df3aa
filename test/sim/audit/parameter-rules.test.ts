/**
 * Are parameters found that no document has asked for?
 */
import { describe, expect, it } from 'vitest';
import { commitOf, eyes } from './doctored.ts';
import { ParameterRules } from './parameter-rules.ts';

const DOCUMENTS = [
  { leverage: 5, collateralUsd: 30 },
  { leverage: 0, collateralUsd: 45 },
  { leverage: 7, unknownName: 1 },
];

function rulesFor(documents: readonly object[] = DOCUMENTS) {
  const { looking, found, pass } = eyes();
  const texts = [...documents.map((document) => JSON.stringify(document)), 'no JSON'];
  return { rules: new ParameterRules({ ...looking, documents: () => texts }), found, pass, texts };
}

describe('parameters', () => {
  it.each<[parameters: object, found: string[]]>([
    [{ leverage: 5 }, []],
    [{ leverage: 5, collateralUsd: 30 }, []],
    [{ leverage: 6 }, ['parameters-of-nobody']],
    [{ leverage: 5, collateralUsd: 45 }, ['parameters-of-nobody']],
    [{ collateralUsd: 45 }, ['parameters-of-nobody']],
    [{ leverage: 0, collateralUsd: 45 }, ['parameters-of-nobody']],
    [{ leverage: 7, unknownName: 1 }, ['parameters-of-nobody']],
  ])('%o are those of a valid document, whole, or found', (parameters, expected) => {
    const { rules, found } = rulesFor();
    rules.committed(commitOf({ parameters }));
    expect(found).toEqual(expected);
  });

  it('of the last document are in force within two ticks', () => {
    const { rules, found, pass, texts } = rulesFor();
    texts.push('{"leverage":9}');
    const { state } = commitOf({ parameters: { leverage: 5 } });
    for (const waitMs of [0, 130_000, 10_000]) {
      expect(found).toEqual([]);
      pass(waitMs);
      rules.look(state);
    }
    expect(found).toEqual(['parameters-not-taken']);
  });
});
