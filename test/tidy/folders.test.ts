/**
 * Is it noticed when a folder does not say what it answers, or says it twice?
 */
import { describe, expect, it } from 'vitest';
import { foldersSayWhatTheyAnswer, readmeIsShort } from './folders.ts';
import { shown } from './repository.ts';

const silent = { path: 'infra/cli/a.ts', text: '/**\n * What?\n */\n' };
const answering = (path: string) => ({
  path,
  text: '/**\n * `infra/cli/`: which commands?\n *\n * What?\n */\n',
});
const readme = { path: 'infra/cli/README.md', text: '# Commands\n\nEvery command.\n' };

describe('a folder with code', () => {
  it('a folder with code says what it answers, in a header or in its README', () => {
    expect(foldersSayWhatTheyAnswer([silent, answering('infra/cli/b.ts')])).toEqual([]);
    expect(foldersSayWhatTheyAnswer([silent, readme])).toEqual([]);
  });

  it('a folder with code does not leave out what it answers', () => {
    expect(shown(foldersSayWhatTheyAnswer([silent]))).toEqual([
      expect.stringContaining('infra/cli/a.ts:1 no file says what infra/cli/ answers'),
    ]);
  });

  it('a folder with code does not say twice what it answers', () => {
    const twice = [silent, answering('infra/cli/b.ts'), answering('infra/cli/c.ts')];
    expect(shown(foldersSayWhatTheyAnswer(twice))).toEqual([
      expect.stringContaining('infra/cli/c.ts:1 says what infra/cli/ answers'),
    ]);
    expect(foldersSayWhatTheyAnswer([readme, answering('infra/cli/b.ts')])).toHaveLength(1);
  });

  it('a folder with code is one of lambda or infra: tests are named by what they test', () => {
    expect(foldersSayWhatTheyAnswer([{ path: 'test/cli/a.ts', text: '' }])).toEqual([]);
  });
});

describe('the README', () => {
  const linesOf = (count: number) => [{ path: 'README.md', text: 'a\n'.repeat(count) }];

  it('the README has 150 lines at most', () => {
    expect(readmeIsShort(linesOf(150))).toEqual([]);
    expect(shown(readmeIsShort(linesOf(151)))).toEqual([expect.stringContaining('README.md:151 151 lines')]);
  });

  it('the README is the one of the repository', () => {
    expect(readmeIsShort([{ path: 'infra/README.md', text: 'a\n'.repeat(400) }])).toEqual([]);
  });
});
