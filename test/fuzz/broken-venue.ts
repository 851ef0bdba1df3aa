/**
 * The venue of `test/venue/` behind a line that breaks its answers, read by the bot's own adapters through ccxt.
 */
import type { HttpSend } from '../../lambda/adapters/market/node-http.ts';
import type { calmHarness } from '../live/fault-harness.ts';

/** Makes another text of the answer to a request; `undefined` leaves it. */
export type BreakAnswer = (path: string, method: string, answer: unknown) => string | undefined;

/** Answers pass `breaks` on their way: with their status, and as another text. */
export function brokenLine(send: HttpSend, breaks: () => BreakAnswer | undefined): HttpSend {
  return async (url, request) => {
    const response = await send(url, request);
    const text = await response.text();
    const { pathname } = new URL(url);
    const answer: unknown = JSON.parse(text);
    const broken = breaks()?.(pathname, request.method, answer) ?? text;
    return { ...response, text: () => Promise.resolve(broken) };
  };
}

export type Harness = Awaited<ReturnType<typeof calmHarness>>;
