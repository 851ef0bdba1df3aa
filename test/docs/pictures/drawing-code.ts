/**
 * The code by which the script of the page draws, apart from what it only computes.
 *
 * Invariant: comments, layout, names of local variables and an edit of anything else leave it as it is.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, transform } from 'esbuild';
import { z } from 'zod';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const ENTRY = 'infra/local-page/browser/run-view.ts';
/** What the core counts and words is in the data, and in the other pictures. */
const DRAWS = ['lambda/charts/', 'infra/report/page/', 'infra/local-page/browser/'];
const LIBRARIES = ['lightweight-charts', 'uplot'] as const;

/** Each file with its code, in the order of their names, and the releases of the libraries. */
export async function drawingCode(): Promise<readonly string[]> {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: [ENTRY],
    outdir: 'dist',
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'error',
    format: 'esm',
  });
  const files = Object.keys(metafile.inputs)
    .filter((file) => DRAWS.some((folder) => file.startsWith(folder)))
    .toSorted();
  const code = files.map(async (file) => {
    const text = await readFile(join(ROOT, file), 'utf8');
    return `${file}: ${(await transform(text, { loader: 'ts', minify: true })).code}`;
  });
  return [...(await Promise.all(code)), JSON.stringify(await releases())];
}

async function releases() {
  const manifest: unknown = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
  const { dependencies } = manifestSchema.parse(manifest);
  return LIBRARIES.map((name) => `${name} ${dependencies[name]}`);
}

const manifestSchema = z.object({
  dependencies: z.object({ 'lightweight-charts': z.string(), uplot: z.string() }),
});
