/**
 * How do the bytes of an archive come here?
 *
 * - Every wait has an end: for the answer, and for each further piece of it.
 * - An answer has a greatest size, and is whole: one that is cut short is a failure.
 * - What is not there (404) is an answer; every other failure is one sentence, which names the host.
 */
import { codeOf } from '../../files/system-error.ts';
import { wordsOf } from '../../caught-words.ts';
import { InputError } from '../../input-error.ts';
import { retryAfterMsOf } from '../../../lambda/adapters/market/venue-error.ts';
import { SECOND_MS } from '../../../lambda/core/units.ts';
import type { Outlook } from './patience.ts';

/** A request that failed. */
export class DownloadError extends InputError implements Outlook {
  readonly mayPass: boolean;
  readonly retryAfterMs: number;
  /** Nobody was there to be asked. */
  readonly isUnreachable: boolean;

  constructor(
    words: string,
    {
      mayPass = false,
      retryAfterMs = 0,
      isUnreachable = false,
      cause,
    }: Partial<Outlook> & ErrorOptions & { readonly isUnreachable?: boolean },
  ) {
    super(words, { cause });
    this.mayPass = mayPass;
    this.retryAfterMs = retryAfterMs;
    this.isUnreachable = isUnreachable;
  }
}

export interface DownloadTerms {
  readonly signal: AbortSignal;
  readonly mostBytes: number;
  /** Begins to wait for something to come. */
  readonly wait?: BeginWait;
}

/** A wait for something that may not come. */
export type BeginWait = (giveUp: () => void) => {
  /** Something came. */
  readonly renew: () => void;
  readonly end: () => void;
};

const STALL_MS = 30 * SECOND_MS;

function waitForSomething(giveUp: () => void): ReturnType<BeginWait> {
  const timer = setTimeout(giveUp, STALL_MS);
  return { renew: () => void timer.refresh(), end: () => clearTimeout(timer) };
}

/** Gives each piece of the answer to `take`, whose failures are its own. @returns whether there is such a file. */
export async function download(
  url: string,
  { signal, mostBytes, wait = waitForSomething }: DownloadTerms,
  take: (chunk: Uint8Array) => Promise<void>,
): Promise<boolean> {
  const stall = new AbortController();
  const { renew, end } = wait(() => stall.abort());
  const request = { redirect: 'manual', signal: AbortSignal.any([signal, stall.signal]) } as const;
  const reach = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    try {
      return await step();
    } catch (error) {
      signal.throwIfAborted();
      throw stall.signal.aborted ? stalled(url) : connectionFailure(url, error);
    }
  };
  try {
    const response = await reach(() => fetch(url, request));
    if (response.status === 404) {
      await response.body?.cancel();
      return false;
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      throw statusFailure(url, response);
    }
    const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
    let bytes = 0;
    for (;;) {
      renew();
      const piece = reader === undefined ? undefined : await reach(() => reader.read());
      if (piece?.value === undefined) return true;
      bytes += piece.value.length;
      if (bytes > mostBytes) throw new DownloadError(`${url} has more than ${mostBytes} bytes`, {});
      await take(piece.value);
    }
  } finally {
    end();
    // Of an answer that nobody reads to its end.
    stall.abort();
  }
}

function stalled(url: string): DownloadError {
  const { host } = new URL(url);
  return new DownloadError(`${host} sent nothing for ${STALL_MS / SECOND_MS} s, asked for ${fileOf(url)}`, {
    mayPass: true,
  });
}

function statusFailure(url: string, { status, headers }: Response): DownloadError {
  const { host } = new URL(url);
  const answered = `${host} answered with HTTP ${status}, asked for ${fileOf(url)}`;
  if (status === 403 || status === 451) {
    return new DownloadError(
      `${answered}: it does not serve this region, or something on the way refuses it`,
      {},
    );
  }
  if (status >= 300 && status < 400) {
    return new DownloadError(`${answered}: something on the way, such as a login page, leads elsewhere`, {});
  }
  const header = headers.get('retry-after');
  return new DownloadError(answered, {
    mayPass: status === 408 || status === 429 || status >= 500,
    retryAfterMs: header === null ? 0 : retryAfterMsOf(header, Date.now()),
  });
}

/** Errors of a name that nobody knows, or of a place where nobody listens. */
const NOBODY_THERE = ['ENOTFOUND', 'EAI_AGAIN', 'ECONNREFUSED', 'ENETUNREACH', 'EHOSTUNREACH'];

function connectionFailure(url: string, error: unknown): DownloadError {
  const { host } = new URL(url);
  const causes = causesOf(error);
  const code = causes.map(codeOf).find((each) => each !== undefined);
  if (code !== undefined && NOBODY_THERE.includes(code)) {
    const words = `no network: cannot reach ${host} (${code})`;
    return new DownloadError(words, { mayPass: true, isUnreachable: true, cause: error });
  }
  // Node has no code for it.
  const refusal = causes.map(wordsOf).find((words) => /\bproxy\b/i.test(words));
  if (refusal !== undefined) {
    return new DownloadError(`a proxy on the way to ${host} refuses: ${refusal}`, { cause: error });
  }
  const why = code ?? wordsOf(causes.at(-1));
  const words = `the connection to ${host} was lost (${why}), asked for ${fileOf(url)}`;
  return new DownloadError(words, { mayPass: true, cause: error });
}

/** The error, and what it is made of. */
function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error && error.cause !== undefined ? [error, ...causesOf(error.cause)] : [error];
}

function fileOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}
