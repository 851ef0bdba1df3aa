/**
 * Through which proxy do requests leave this process? Through none, unless the command line says so: a function in AWS
 * heeds none, whatever its environment holds.
 */
import { Agent, type AgentOptions } from 'node:https';

/** As Node reads it. */
export type ProxyTerms = NonNullable<AgentOptions['proxyEnv']>;

let terms: ProxyTerms | undefined;

/** From the next agent on. */
export function leaveThrough(proxy: ProxyTerms | undefined): void {
  terms = proxy;
}

/** One for many requests: it keeps their connections. */
export function tlsAgent(): Agent {
  return new Agent({ keepAlive: true, ...(terms && { proxyEnv: terms }) });
}

/** For the request handler of a client of AWS, which has an agent of its own otherwise. */
export function awsAgent(): { readonly httpsAgent?: Agent } {
  return terms === undefined ? {} : { httpsAgent: tlsAgent() };
}
