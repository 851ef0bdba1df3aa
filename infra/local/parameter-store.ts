/**
 * Where its owner's parameters are written, and how a change reaches them without losing another one.
 *
 * Invariants: what is written has been validated whole; a change that somebody made in the meantime stays, with this one
 * on top of it; what the two together would break is refused, and theirs is in force.
 */
import { parseParameters, type BotParameters } from '../../lambda/config.ts';
import { InputError } from '../input-error.ts';

/** What its owner wrote: parameters by name. */
export type Document = Readonly<Record<string, unknown>>;

export interface ParameterVersion {
  readonly version: number;
  readonly document: Document;
  readonly atMs: number;
  readonly by: string;
}

export type WriteResult =
  | { readonly status: 'written'; readonly version: number }
  /** Somebody else has written since; `latest` is what they want, and the version to write after. */
  | {
      readonly status: 'conflict';
      readonly latest: ParameterVersion;
      /** The store has no conditions: what they want is covered by what was written just now. */
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
  /** `undefined` takes a parameter back to what it is where nobody has written it. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly by: string;
  readonly nowMs: number;
  /** What a parameter is where nobody has written it. */
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
  let held = await store.read();
  let isCovered = false;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const document = Object.fromEntries(
      Object.entries({ ...held.document, ...values }).filter(([, value]) => value !== undefined),
    );
    let after: BotParameters;
    try {
      after = parseParameters({ ...base, ...document }, [], store.name);
    } catch (error) {
      // A store without conditions has this change on top of theirs until theirs is put back.
      if (isCovered) {
        await store.write({ document: held.document, atMs: nowMs, by }, held.version);
      }
      throw error;
    }
    const result = await store.write({ document, atMs: nowMs, by }, held.version);
    if (result.status === 'written') {
      return { version: result.version, before: believed({ ...base, ...held.document }), after };
    }
    held = result.latest;
    isCovered = result.isCovered ?? false;
  }
  throw new InputError(`${store.name}: others keep changing them; look at them, and try again`);
}

/** What was written before may be invalid: its owner is about to mend it. */
function believed(written: Document): BotParameters {
  try {
    return parseParameters(written);
  } catch {
    return parseParameters({});
  }
}
