/**
 * Are parameters found that no document has asked for?
 */
import { describe, expect, it } from 'vitest';
import { commitOf, entryOf, eyes, ledgerOf, positionOf } from './doctored.ts';
import { ParameterRules } from './parameter-rules.ts';

const DOCUMENTS = [
  { leverage: 5, collateralUsd: 30 },
  { leverage: 0, collateralUsd: 45 },
  { leverage: 7, unknownName: 1 },
];

function rulesFor(documents: readonly object[] = DOCUMENTS) {
  const { looking, found, pass } = eyes();
  const texts = [...documents.map((document) => JSON.stringify(document)), 'no JSON'];
  const venue = { positions: new Map<string, object>(), openOrders: new Set(), openAlgos: new Set() };
  return {
    rules: new ParameterRules({ ...looking, documents: () => texts, venue }),
    found,
    pass,
    texts,
    venue,
  };
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

  it('of a bot that begins on paper are those of a document that asks for real money, but for that', () => {
    const { rules, found } = rulesFor([{ leverage: 5, mode: 'live' }]);
    const parameters = { leverage: 5 };
    rules.committed(commitOf({ parameters, account: { positions: [] } }));
    expect(found).toEqual([]);
    // With real money, with another value, and later on.
    rules.committed(commitOf({ parameters, account: null }));
    rules.committed(commitOf({ parameters: { leverage: 6 }, account: { positions: [] } }));
    const again = { parameters: { leverage: 5, collateralUsd: 30 }, account: { positions: [] } };
    rules.committed(commitOf(again, { parameters: { leverage: 9 }, account: null }));
    expect(found).toEqual(['parameters-of-nobody', 'parameters-of-nobody', 'parameters-of-nobody']);
  });

  it('of a later release are in its own items, and in no other', () => {
    const { rules, found } = rulesFor();
    const parameters = { leverage: 5, parameterOfLater: 3 };
    const later = { parameters, addedLater: { since: 'a later release' } };
    rules.committed(commitOf(later));
    expect(found).toEqual([]);
    rules.committed(commitOf({ parameters }, later));
    rules.committed(commitOf({ ...later, parameters: { leverage: 6, parameterOfLater: 3 } }));
    expect(found).toEqual(['parameters-of-nobody', 'parameters-of-nobody']);
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

  it('of the last document are in force where a later release stays', () => {
    const { rules, found, pass, texts } = rulesFor();
    texts.push('{"leverage":5}');
    const parameters = { leverage: 5, parameterOfLater: 3 };
    const lookThrice = (changes: object) => {
      const { state } = commitOf({ parameters, ...changes });
      for (let k = 0; k < 3; k += 1) {
        pass(70_000);
        rules.look(state);
      }
    };
    lookThrice({ addedLater: {} });
    expect(found).toEqual([]);
    lookThrice({});
    expect(found).toEqual(['parameters-not-taken']);
  });

  it('that ask for real money are not in force while something is open, on paper or in the account', () => {
    const { rules, found, pass, texts, venue } = rulesFor();
    texts.push('{"mode":"live"}');
    const look = (minutes: number, changes: object = {}) => {
      const { state } = commitOf({ account: {}, parameters: {}, ...changes });
      for (let k = 0; k < minutes; k += 1) {
        rules.look(state);
        pass(60_000);
      }
    };
    venue.positions.set('ETHUSDT', {});
    look(20);
    venue.positions.clear();
    look(20, { ledger: ledgerOf({ positions: [positionOf()] }) });
    look(20, { orders: [entryOf()] });
    // Then preflight looks at the account within five minutes.
    look(8);
    expect(found).toEqual([]);
    look(1);
    expect(found).toEqual(['parameters-not-taken']);
  });

  it('of a bot with real money are in force whatever is open', () => {
    const { rules, found, pass, texts, venue } = rulesFor();
    texts.push('{"mode":"live","leverage":9}');
    venue.positions.set('ETHUSDT', {});
    const { state } = commitOf({ parameters: { mode: 'live', leverage: 5 } });
    for (let k = 0; k < 4; k += 1) {
      rules.look(state);
      pass(60_000);
    }
    expect(found).toEqual(['parameters-not-taken']);
  });
});
