/**
 * Keeps the secrets that this process knows out of everything that it prints: the exchange's keys, and those of AWS.
 */
import { withoutQuotes } from '../lambda/adapters/quoted-secrets.ts';

const IN_ENVIRONMENT = [
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
  'SCALPER_API_KEY',
  'SCALPER_API_SECRET',
] as const;

/** A shorter one is none, and may be part of any word. */
const CHARACTERS_MIN = 8;

const learnt = new Set<string>();

/** From now on they are printed nowhere. */
export function keepUnseen(secrets: readonly string[]): void {
  for (const secret of secrets) learnt.add(secret);
}

export function withoutKnownSecrets(text: string): string {
  const inEnvironment = IN_ENVIRONMENT.map((name) => process.env[name] ?? '');
  const known = [...learnt, ...inEnvironment].filter(({ length }) => length >= CHARACTERS_MIN);
  return withoutQuotes(text, known);
}
