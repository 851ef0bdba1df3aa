/**
 * The proxy that the environment names, for every request of a command: to exchanges, to AWS and to archives.
 *
 * - HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded, in capitals or not, as Node heeds them.
 * - This machine, and what AWS tells its own machines, is never asked through a proxy.
 * - A proxy of another kind is told, and not used.
 * - Without one nothing of HTTP is loaded, which would take every command a tenth of its start.
 */
import type { ProxyTerms } from '../../lambda/adapters/proxy.ts';
import { keepUnseen } from '../known-secrets.ts';
import { complain } from './terminal/output.ts';

const NEVER = ['localhost', '127.0.0.1', '[::1]', '::1', '169.254.169.254', '169.254.170.2'];

export async function useProxyOfEnvironment(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  // An empty one is none.
  const named = (name: string) => [env[name.toLowerCase()], env[name]].find((value = '') => value !== '');
  const [https_proxy, http_proxy] = [usable(named, 'HTTPS_PROXY'), usable(named, 'HTTP_PROXY')];
  if (https_proxy === undefined && http_proxy === undefined) return;
  const terms: ProxyTerms = {
    ...(https_proxy !== undefined && { https_proxy }),
    ...(http_proxy !== undefined && { http_proxy }),
    no_proxy: [named('NO_PROXY'), ...NEVER].filter((host) => host !== undefined).join(','),
  };
  const [{ leaveThrough }, { setGlobalProxyFromEnv }] = await Promise.all([
    import('../../lambda/adapters/proxy.ts'),
    import('node:http'),
  ]);
  leaveThrough(terms);
  setGlobalProxyFromEnv(terms);
}

function usable(named: (name: string) => string | undefined, name: string): string | undefined {
  const written = named(name);
  if (written === undefined) return undefined;
  const url = URL.parse(written);
  if (url === null || !['http:', 'https:'].includes(url.protocol)) {
    complain(`${name} is not used: only a proxy such as http://proxy.example:8080 is known here`);
    return undefined;
  }
  keepUnseen([url.password, decodeURIComponent(url.password)]);
  return written;
}
