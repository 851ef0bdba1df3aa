/**
 * `npx cdk deploy` as its owner types it, against an account that stands on the loopback interface.
 *
 * It sees a home of its own and keys that open nothing; whatever it prints is looked through for them.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { folderOf, startProgram, type Ended } from '../e2e/scalper-process.ts';

export const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

/** What must not be seen in any output. */
const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIACANARYCANARYCANA',
  AWS_SECRET_ACCESS_KEY: 'canary/secret+key/of/the/owner/0123456789',
  AWS_SESSION_TOKEN: 'canary-token-of-the-owner',
};

export interface CdkOptions {
  /** Where the account stands. */
  readonly endpoint: string;
  /** Where templates and assets are written, or lie already. */
  readonly assembly: string;
  /** What makes them; not asked when they lie there already. @default - what cdk.json says */
  readonly app?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Deploys everything without asking, and expects that no key is told. */
export async function deployAll({ endpoint, assembly, app, env }: CdkOptions): Promise<Ended> {
  const home = await folderOf();
  await mkdir(join(home, '.aws'));
  const made = app === undefined ? [] : ['--app', app];
  const output = app === assembly ? [] : ['--output', assembly];
  const args = ['cdk', 'deploy', '--all', ...made, ...output];
  // `--no-notices`: it would look on the web for known problems. `--ci`: what is no error goes to standard output.
  const { ended } = startProgram(
    'npx',
    [...args, '--require-approval', 'never', '--no-notices', '--no-color', '--ci'],
    {
      folder: REPOSITORY,
      env: {
        ...KEYS,
        HOME: home,
        AWS_ENDPOINT_URL: endpoint,
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_EC2_METADATA_DISABLED: 'true',
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        ...env,
      },
    },
  );
  const { code, signal, stdout, stderr } = await ended;
  for (const [name, key] of Object.entries(KEYS)) {
    expect(stdout.includes(key) || stderr.includes(key), `${name} is printed`).toBe(false);
  }
  return { code, signal, stdout, stderr };
}
