/**
 * `infra/local/dynalite/`: dynalite as a module, with a database that tells whether it has opened.
 */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import dynalite from 'dynalite';

export const LOOPBACK = '127.0.0.1';

/** @param place where the data stays; in memory when it names none. @throws what the database throws that cannot be opened. */
export async function dynaliteServer(place: { readonly path?: string }): Promise<Server> {
  adaptDatabase();
  const opening = new Promise<void>((resolve) => {
    openings.push(resolve);
  });
  const server = dynalite({ ...place, createTableMs: 0 });
  await opening;
  return server;
}

/** On the loopback interface. @returns the port. */
export async function listening(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the embedded DynamoDB has no port');
  return address.port;
}

export function closed(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error?: Error | null) => (error instanceof Error ? reject(error) : resolve()));
  });
}

/** Of databases that dynalite is about to open, in that order. */
const openings: ((opened: Promise<void>) => void)[] = [];
let isAdapted = false;

/**
 * What the database of dynalite 4.0.0 lacks.
 *
 * - Its iterators have no `return()`, by which dynalite closes the one of each query. One that stays open keeps every
 *   version written since: the item of a bot would be stored once for each tick, and each query would read past all of them.
 * - It is opened in the background, where a failure ends the process: who waits in `openings` hears of it.
 */
function adaptDatabase(): void {
  if (isAdapted) return;
  isAdapted = true;
  const { resolve } = createRequire(broughtByDynalite('level'));
  const module: unknown = createRequire(import.meta.url)(resolve('abstract-level'));
  if (!bringsDatabase(module)) throw new Error('the database that dynalite brings is another one');
  const { AbstractLevel, AbstractValueIterator } = module;
  Object.defineProperty(AbstractValueIterator.prototype, 'return', {
    configurable: true,
    value(this: DatabaseIterator) {
      return this.close();
    },
  });
  // oxlint-disable-next-line typescript/unbound-method -- it is called on the database that is opened
  const { open } = AbstractLevel.prototype;
  AbstractLevel.prototype.open = function opening(options) {
    const opened = Reflect.apply(open, this, [options]);
    if (options?.passive === false) openings.shift()?.(opened);
    return opened;
  };
}

interface DatabaseIterator {
  close(): Promise<void>;
}

function bringsDatabase(module: unknown): module is {
  readonly AbstractLevel: {
    readonly prototype: { open(options?: { readonly passive?: boolean }): Promise<void> };
  };
  readonly AbstractValueIterator: { readonly prototype: DatabaseIterator };
} {
  return (
    typeof module === 'object' &&
    module !== null &&
    'AbstractLevel' in module &&
    typeof module.AbstractLevel === 'function' &&
    'AbstractValueIterator' in module &&
    typeof module.AbstractValueIterator === 'function'
  );
}

/** The file of a module that dynalite brings. */
function broughtByDynalite(module: string): string {
  return createRequire(createRequire(import.meta.url).resolve('dynalite')).resolve(module);
}
