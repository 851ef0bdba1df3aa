/**
 * How do AWS's newer services answer? JSON, with a header that names the operation.
 */

/** `silence`: nothing is answered. */
export type JsonAnswer = readonly [status: number, body: object] | 'silence';

export function found(body: object): JsonAnswer {
  return [200, body];
}

/** An exception of the service, by its name. */
export function failed(name: string, message: string): JsonAnswer {
  return [400, { __type: name, message }];
}
