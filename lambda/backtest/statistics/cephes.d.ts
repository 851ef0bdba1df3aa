/** The functions of cephes that are used; its own declarations are not found through its list of exports. */
declare module 'cephes' {
  /** Settles when the library can be called. */
  export const compiled: Promise<void>;
  /** Standard normal distribution. */
  export function ndtr(x: number): number;
  /** Its inverse. */
  export function ndtri(probability: number): number;
  /** Inverse of the regularised incomplete beta function. */
  export function incbi(a: number, b: number, probability: number): number;
  /** P(X > k) of a binomial variable. */
  export function bdtrc(k: number, n: number, probability: number): number;
}
