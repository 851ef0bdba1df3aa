/** Node 24 has it; the types of Node do not know it yet. */
import type { ProxyTerms } from '../../lambda/adapters/proxy.ts';

declare module 'node:http' {
  /** For `fetch`, and for requests without an agent of their own. @returns what takes it back */
  export function setGlobalProxyFromEnv(proxyEnv?: ProxyTerms): () => void;
}
