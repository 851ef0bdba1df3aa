/**
 * Leaves out of the bundle those parts of packages that no tick needs.
 *
 * Plugins for esbuild, each with its reason. A part that is left out is replaced by one that throws with its name when
 * it is used, and does nothing when it is only loaded.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const CCXT = dirname(dirname(createRequire(import.meta.url).resolve('ccxt')));

/** The only class of ccxt that is named in lambda/. */
const NAMED_EXCHANGE = /\/ccxt\/js\/src\/binanceusdm\.js$/;

/** The exchange does not exist in ccxt. */
export class UnknownExchangeError extends Error {
  override readonly name = 'UnknownExchangeError';
}

/** Puts ccxt's class of this exchange in the place of the one that the code names. @throws UnknownExchangeError */
export function oneExchange(exchange: string): Plugin {
  const path = join(CCXT, 'js', 'src', `${exchange}.js`);
  if (!existsSync(path)) throw new UnknownExchangeError(`ccxt knows no exchange called ${exchange}`);
  return {
    name: 'one-exchange',
    setup: (building) => {
      building.onResolve({ filter: NAMED_EXCHANGE }, ({ importer }) =>
        importer.endsWith('/exchange-class.ts') ? { path } : undefined,
      );
    },
  };
}

/**
 * Of ccxt: websockets, and the signatures of exchanges that settle on a chain of their own. The first package is not
 * even among ccxt's dependencies.
 */
const UNUSED_PACKAGES = /^(?:protobufjs(?:\/.*)?|ws|fflate|@scure\/starknet)$/;
const UNUSED_FILES =
  /\/js\/src\/(?:static_dependencies\/(?:zklink|dydx-v4-client)\/|protobuf\/|base\/functions\/(?:starknet|ethabi)\.js$|base\/ws\/WsClient\.js$)/;
const LEFT_OUT = 'left-out';

export const unusedPartsOfCcxt: Plugin = {
  name: 'unused-parts-of-ccxt',
  setup: (building) => {
    building.onResolve({ filter: UNUSED_PACKAGES }, ({ path, importer }) =>
      importer.startsWith(CCXT) ? { path, namespace: LEFT_OUT } : undefined,
    );
    building.onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) =>
      importer.startsWith(CCXT) && UNUSED_FILES.test(resolve(resolveDir, path))
        ? { path, namespace: LEFT_OUT }
        : undefined,
    );
    building.onLoad({ filter: /./, namespace: LEFT_OUT }, ({ path }) => ({ contents: absent(path) }));
  },
};

/**
 * A CommonJS module with every export that anybody asks for; a namespace of its own, because a file of ccxt's would be
 * read as ESM, whose exports must be listed. Lookups go through the prototype, which esbuild keeps.
 */
function absent(path: string): string {
  const message = JSON.stringify(` of ${path} is not in this bundle`);
  return `module.exports = Object.create(new Proxy({}, {
    get: (_, name) => typeof name === 'symbol' || name === '__esModule' || name === 'then'
      ? undefined
      : function () { throw new Error(name + ${message}); },
  }));`;
}

/**
 * Lambda hands the credentials of its role over in the environment: the chain that also looks for them in files, other
 * services and a browser is a tenth of the bundle.
 */
export const credentialsOfTheEnvironment: Plugin = {
  name: 'credentials-of-the-environment',
  setup: (building) => {
    building.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'environment',
      pluginData: { resolveDir },
    }));
    building.onLoad({ filter: /./, namespace: 'environment' }, () => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: CCXT,
    }));
  },
};

/** zod as a namespace, of which only what is used is kept: the object of that name brings messages in 50 languages. */
export const onlyWhatIsUsedOfZod: Plugin = {
  name: 'only-what-is-used-of-zod',
  setup: (building) => {
    building.onLoad({ filter: /\/(?:lambda|infra\/research)\/.*\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/^import \{ z \} from 'zod';$/m, `import * as z from 'zod';`);
      return { contents, loader: 'ts' };
    });
  },
};
