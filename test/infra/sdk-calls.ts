/**
 * The calls of AWS that a folder of code can make: every command that it takes from a client of the AWS SDK, as the
 * action that IAM knows it by.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Where IAM's name is not that of the client. */
const SERVICES: Readonly<Record<string, string>> = {
  'cloudwatch-logs': 'logs',
  eventbridge: 'events',
  sfn: 'states',
};

const IMPORTS = [
  /import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-([\w-]+)'/g,
  /const\s*\{([^}]*)\}\s*=\s*await\s+import\(\s*'@aws-sdk\/client-([\w-]+)'\s*\)/g,
];

/** `dynamodb:PutItem`, from `PutItemCommand` of the client for dynamodb. */
export function actionsIn(source: string): readonly string[] {
  return IMPORTS.flatMap((pattern) => [...source.matchAll(pattern)]).flatMap(
    ([, names = '', client = '']) => {
      const commands = names.split(',').map((name) => name.trim());
      return commands
        .filter((name) => /^[A-Z]\w*Command$/.test(name))
        .map((name) => `${SERVICES[client] ?? client}:${name.replace(/Command$/, '')}`);
    },
  );
}

/** The sources of a folder and of those in it. */
export function textsOf(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'));
}

export function actionsOf(folder: string): ReadonlySet<string> {
  return new Set(textsOf(folder).flatMap(actionsIn));
}
