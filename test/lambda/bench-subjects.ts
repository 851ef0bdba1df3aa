/**
 * What is measured: a handler that does nothing, a naive build, and the function as it is deployed.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle } from '../../infra/bundle/bundle.ts';

export const SUBJECTS = ['empty', 'naive', 'ours'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** Builds all of them into folders of this one, named as they are. */
export async function buildSubjects(parent: string): Promise<void> {
  await mkdir(join(parent, 'empty'));
  await writeFile(join(parent, 'empty', 'index.mjs'), 'export const handler = async () => ({});\n');
  await buildNaive(join(parent, 'naive', 'index.mjs'));
  await bundle('binanceusdm', join(parent, 'ours'));
}

/** As a first try would build it: one ESM file of everything that is imported. */
async function buildNaive(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('naive-handler.mjs', import.meta.url))],
    outfile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    logLevel: 'error',
    // CommonJS packages in a module ask for `require`.
    banner: {
      js: `import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);`,
    },
    plugins: [
      {
        name: 'undeclared',
        setup: (building) => {
          // ccxt imports it without depending on it; without a substitute nothing of ccxt can be bundled.
          building.onResolve({ filter: /^protobufjs/ }, ({ path }) => ({ path, namespace: 'undeclared' }));
          building.onLoad({ filter: /./, namespace: 'undeclared' }, () => ({
            contents: 'module.exports = {};',
          }));
        },
      },
    ],
  });
}
