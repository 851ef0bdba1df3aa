/**
 * Is an invariant without a test noticed, and a test of one that is not in the list?
 */
import { describe, expect, it } from 'vitest';
import { invariantsAreTested } from './invariants.ts';
import { shown } from './repository.ts';

const LIST = {
  path: 'lambda/core/audit/invariants.ts',
  text: '/**\n * 1. One thing.\n *\n * 2. Another,\n *    in two lines.\n * 2a. A third.\n */\nlet a;\n',
};
const problems = (text: string, path = 'test/a.test.ts') =>
  shown(invariantsAreTested([LIST, { path, text }]));

describe('an invariant', () => {
  it('an invariant has a test that names it in its title', () => {
    expect(problems("it('a [invariant 1]'); it('[invariant 2]'); it('b [invariant 2a]');")).toEqual([]);
  });

  it('an invariant without a test is reported, where it is listed', () => {
    expect(problems("it('a [invariant 1]'); it('b [invariant 2a]');")).toEqual([
      'lambda/core/audit/invariants.ts:4 invariant 2 is in no title: name it in that of the test which keeps it',
    ]);
  });

  it('an invariant is kept by no helper', () => {
    expect(problems("it('[invariant 1]');\nit('[invariant 2] [invariant 2a]');", 'test/a.ts')).toHaveLength(
      3,
    );
  });

  it('an invariant that nobody has listed is reported, where it is named', () => {
    expect(problems("it('[invariant 1] [invariant 2] [invariant 2a]');\nit('[invariant 9]');")).toEqual([
      'test/a.test.ts:2 invariant 9 is not in the list of lambda/core/audit/invariants.ts',
    ]);
  });
});
