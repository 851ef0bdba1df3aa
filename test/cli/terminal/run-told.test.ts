/**
 * What does a person read where synthesis, the build or the price fails?
 */
import { afterEach, expect, it, vi } from 'vitest';
import { runTold } from '../../../infra/cli/terminal/run-told.ts';
import { StageError } from '../../../infra/stages.ts';

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

async function told(error: Error): Promise<string> {
  const written: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((text) => void written.push(String(text)));
  await runTold(() => {
    throw error;
  }, [StageError]);
  expect(process.exitCode).toBe(1);
  return written.join('\n');
}

it('an error of a library is told by its words and its places here, without its cause, its stack and its secrets', async () => {
  const error = new Error('it broke: signature=CANARY', { cause: new Error('CANARY') });
  error.stack = `${error.stack ?? ''}\n    at f (/a/node_modules/CANARY.js:1:2)`;
  const text = await told(error);
  expect(text).toMatch(
    /^a defect: Error: it broke: signature=\(key\)\n {2}at test\/cli\/terminal\/run-told\.test\.ts:/,
  );
  expect(text).not.toContain('CANARY');
});

it('a sentence of ours is told as it is', async () => {
  expect(await told(new StageError('bots.0.id: an id\nbots.1.id: an id'))).toBe(
    'bots.0.id: an id\nbots.1.id: an id',
  );
});
