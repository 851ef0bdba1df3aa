/** From a time to another one, exclusive. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}
