/**
 * Writes a change of the operator's parameters, without losing a change of somebody else.
 *
 * - The whole set is validated before it is written.
 * - A change that somebody made in the meantime stays, with this one on top of it.
 * - Where the two together are invalid, this one is rejected and the other is in force.
 */
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import { InputError } from '../input-error.ts';

/** The parameters as the operator wrote them, by name. */
export type Document = Readonly<Record<string, unknown>>;

export interface ParameterVersion {
  readonly version: number;
  readonly document: Document;
  readonly atMs: number;
  readonly by: string;
}

export type WriteResult =
  | { readonly status: 'written'; readonly version: number }
  /** Somebody else has written since; `latest` is their set, and the version to write after. */
  | {
      readonly status: 'conflict';
      readonly latest: ParameterVersion;
      /** The store has no conditional write: this write has covered theirs. */
      readonly isCovered?: true;
    };

export interface ParameterStore {
  /** For people. */
  readonly name: string;
  read(): Promise<ParameterVersion>;
  /** The last ones first. */
  history(): Promise<readonly ParameterVersion[]>;
  write(next: Omit<ParameterVersion, 'version'>, expectedVersion: number): Promise<WriteResult>;
}

export interface Change {
  /** `undefined` resets a parameter to `base`, or to its default. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly nowMs: number;
  /** The values of parameters that nobody has written; `undefined` for the defaults. */
  readonly base: BotParameters | undefined;
}

export interface Changed {
  readonly version: number;
  readonly before: BotParameters;
  readonly after: BotParameters;
}

const ATTEMPTS_MAX = 8;

/** @throws ParameterError when the whole would not be valid: nothing of it stays written. */
export async function changeParameters(store: ParameterStore, change: Change): Promise<Changed> {
  const { values, base = {}, by, nowMs } = change;
  let latest = await store.read();
  let isCovered = false;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const document = Object.fromEntries(
      Object.entries({ ...latest.document, ...values }).filter(([, value]) => value !== undefined),
    );
    let after: BotParameters;
    try {
      after = parseParameters({ ...base, ...document }, [], store.name);
    } catch (error) {
      // A store without conditions has this change on top of theirs until theirs is put back.
      if (isCovered) {
        await store.write({ document: latest.document, atMs: nowMs, by }, latest.version);
      }
      throw error;
    }
    const result = await store.write({ document, atMs: nowMs, by }, latest.version);
    if (result.status === 'written') {
      return { version: result.version, before: validOrDefaults({ ...base, ...latest.document }), after };
    }
    latest = result.latest;
    isCovered = result.isCovered ?? false;
  }
  throw new InputError(
    `${store.name}: somebody else keeps changing them; look at their values, and try again`,
  );
}

/** The set before; the defaults where it was invalid, which this change may correct. */
function validOrDefaults(written: Document): BotParameters {
  try {
    return parseParameters(written);
  } catch {
    return parseParameters({});
  }
}
