#!/usr/bin/env node
// The bot is TypeScript that Node 24 runs as it is. This launcher is plain JavaScript, so that an older Node gets as
// far as finding the Node 24 that the lockfile brings, or a sentence that says what is missing.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const major = Number(process.versions.node.split('.')[0]);

if (major >= NEEDED_MAJOR) {
  // What was read and compiled once is read back: most of what a short command takes is its own modules.
  module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/scalper', import.meta.url)));
  module.registerHooks({ resolve: withoutLanguages });
  await import('./scalper.ts').catch(sayWhatIsMissing);
} else {
  const bundled = bundledNode();
  if (bundled === undefined) {
    console.error(
      `scalper needs Node ${NEEDED_MAJOR}, this is Node ${process.versions.node}.\n` +
        'On Linux `npm ci` brings it along; elsewhere install it from https://nodejs.org, then run `npm ci` again.',
    );
    process.exitCode = 2;
  } else {
    const child = spawn(bundled, process.argv.slice(1), { stdio: 'inherit' });
    // A terminal's Ctrl-C reaches the child as well, which takes two for one.
    for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => child.kill(name));
    child.on('error', (error) => {
      console.error(`scalper: cannot run ${bundled}: ${error.message}`);
      process.exitCode = 2;
    });
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 1);
    });
  }
}

/** zod has its messages in fifty languages, each in a file: what nobody reads took every command an eighth of its start. */
function withoutLanguages(specifier, context, resolve) {
  const isOfZod = /\/node_modules\/zod\/[^:]*$/.test(context.parentURL ?? '');
  if (!isOfZod || specifier !== '../locales/index.js') return resolve(specifier, context);
  return { url: 'data:text/javascript,', format: 'module', shortCircuit: true };
}

/** Of a clone that nobody has installed, or only a part of it: what is done about that, in place of a stack. */
function sayWhatIsMissing(error) {
  const [, name] = /^Cannot find package '([^']+)'/.exec(error?.message ?? '') ?? [];
  if (name === undefined) throw error;
  const clone = fileURLToPath(new URL('../..', import.meta.url));
  console.error(`scalper: its package ${name} is not installed: run \`npm ci\` in ${clone}`);
  process.exitCode = 2;
}

function bundledNode() {
  try {
    return createRequire(import.meta.url).resolve(`node-${process.platform}-${process.arch}/bin/node`);
  } catch {
    return undefined;
  }
}
