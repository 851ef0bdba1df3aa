/**
 * `npx cdk` as its operator types it, or the program that this starts, and the account that it talks to, on the loopback interface.
 *
 * It sees a home of its own and keys that open nothing; whatever it prints is looked through for them.
 */
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { folderOf, startProgram, type Ended } from '../harness/scalper-process.ts';
import { FakeAws } from '../harness/aws/fake-aws.ts';

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
  /** Folder where the templates lie already. @default - they are made anew, as cdk.json says */
  readonly assembly?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is started as an operator types it, which takes a second to find what is here. */
  readonly isTyped?: boolean;
}

const PROGRAM = join(REPOSITORY, 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Runs the CDK's command line to its end, and expects that it shows no key. */
export async function cdk(
  args: readonly string[],
  { endpoint, assembly, env, isTyped = false }: CdkOptions,
): Promise<Ended> {
  const home = await folderOf();
  // Its owner's infra/stages.ts may not say yet who gets the alarms.
  const made = assembly === undefined ? ['--context', 'alertEmail=none'] : ['--app', assembly];
  const [program, ...first] = isTyped ? ['npx', 'cdk'] : [process.execPath, PROGRAM];
  // `--no-notices`: it would look on the web for known problems. `--ci`: what is no error goes to standard output.
  const options = [...args, ...made, '--no-notices', '--no-color', '--ci'];
  const { ended } = startProgram(program, [...first, ...options], {
    folder: REPOSITORY,
    env: {
      // The app is a command that names `node`: this one.
      PATH: [dirname(process.execPath), process.env['PATH']].join(delimiter),
      ...KEYS,
      HOME: home,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      ...env,
    },
  });
  const { code, signal, stdout, stderr } = await ended;
  for (const [name, key] of Object.entries(KEYS)) {
    expect(stdout.includes(key) || stderr.includes(key), `${name} is printed`).toBe(false);
  }
  return { code, signal, stdout, stderr };
}

/** Deploys everything without asking. */
export async function deployAll(options: CdkOptions, ...more: readonly string[]): Promise<Ended> {
  return cdk(['deploy', '--all', '--require-approval', 'never', ...more], options);
}

/** As `cdk bootstrap` of this release leaves it. */
const BOOTSTRAP = { name: '/cdk-bootstrap/hnb659fds/version', version: '30' };

/** @param options.isBootstrapped whether `cdk bootstrap` was run before */
export function fakeAccount(region: string, { isBootstrapped = true } = {}): FakeAws {
  const account = new FakeAws(region);
  const bootstrap = () => account.parameters.put(BOOTSTRAP.name, BOOTSTRAP.version);
  if (isBootstrapped) bootstrap();
  account.cloudFormation.onExecuted = (stack) => {
    if (stack === 'CDKToolkit') bootstrap();
  };
  return account;
}
