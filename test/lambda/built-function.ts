/**
 * The function as a deployment would ship it, once for each file of tests, in a folder of its own.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { bundle } from '../../infra/bundle/bundle.ts';
import { FunctionHarness, type HarnessOptions } from './function-harness.ts';

export class BuiltFunction {
  private parent: string | undefined;

  constructor() {
    beforeAll(async () => {
      this.parent = await mkdtemp(join(tmpdir(), 'kallisti-function-'));
      await bundle('binanceusdm', this.folder);
    });
    afterAll(async () => {
      if (this.parent !== undefined) await rm(this.parent, { recursive: true });
    });
  }

  get folder(): string {
    if (this.parent === undefined) throw new Error('the function is built before the tests');
    return join(this.parent, 'binanceusdm');
  }

  /** A harness around it, gone when the test has finished; nothing runs in it yet. */
  async harness(options: Omit<HarnessOptions, 'folder'>): Promise<FunctionHarness> {
    const harness = await FunctionHarness.open({ ...options, folder: this.folder });
    onTestFinished(() => harness.close());
    return harness;
  }
}
