/**
 * Is `./scalper` this clone's, from wherever and by whatever way it is called, and its completion too?
 */
import { copyFile, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { folderOf, startProgram } from '../harness/scalper-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the command of a clone', () => {
  let folder: string;
  let file: string;
  /** A clone whose launcher prints what it was given. */
  beforeEach(async () => {
    folder = await folderOf({ 'bin.mjs': 'console.log(JSON.stringify(process.argv.slice(2)));' });
    const cli = join(folder, 'a clone', 'infra', 'cli');
    await mkdir(cli, { recursive: true });
    await copyFile(join(folder, 'bin.mjs'), join(cli, 'bin.mjs'));
    file = join(folder, 'a clone', 'scalper');
    await copyFile(join(ROOT, 'scalper'), file);
  });

  async function printed(command: string, args: readonly string[], cwd: string): Promise<unknown> {
    const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
    const { code, stdout, stderr } = await startProgram(command, args, { folder: cwd, env: { PATH: path } })
      .ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  }

  it('the command of a clone passes every argument on as it is, from any folder', async () => {
    const args = ['params', 'set', 'a b', '', '$HOME', '*'];
    expect(await printed('./scalper', args, dirname(file))).toEqual(args);
    expect(await printed(file, args, '/')).toEqual(args);
    expect(await printed('a clone/scalper', [], folder)).toEqual([]);
  });

  it('the command of a clone finds it through links', async () => {
    await mkdir(join(folder, 'bin'));
    await symlink('../a clone/scalper', join(folder, 'bin', 'relative'));
    await symlink(join(folder, 'bin', 'relative'), join(folder, 'bin', 'scalper'));
    expect(await printed(join(folder, 'bin', 'scalper'), ['status'], '/')).toEqual(['status']);
  });

  it("the command of a clone runs in the lockfile's Node, where there is one", async () => {
    const own = join(dirname(file), 'node_modules', '.bin', 'node');
    await mkdir(dirname(own), { recursive: true });
    await writeFile(own, '#!/bin/sh\nshift\necho "[\\"own\\", \\"$1\\"]"\n', { mode: 0o755 });
    expect(await printed(file, ['status'], '/')).toEqual(['own', 'status']);
  });
});

describe('a clone that is not installed', () => {
  it('a clone that is not installed says so, and no stack', async () => {
    const clone = await folderOf();
    const isCode = (path: string) => !path.includes('node_modules');
    for (const name of ['scalper', 'package.json', 'infra', 'lambda'])
      await cp(join(ROOT, name), join(clone, name), { recursive: true, filter: isCode });
    const env = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
    const sentence = (name: string) => ({
      code: 2,
      stdout: '',
      stderr: `scalper: its package ${name} is not installed: run \`npm ci\` in ${clone}/\n`,
    });
    const asked = () => startProgram('./scalper', ['status'], { folder: clone, env }).ended;
    expect(await asked()).toMatchObject(sentence('commander'));
    // What only a command needs is missed later.
    const first = join('node_modules', 'commander');
    await cp(join(ROOT, first), join(clone, first), { recursive: true });
    const { code, stdout, stderr } = await asked();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^scalper: its package \S+ is not installed: run `npm ci` in \S+\n$/);
  });

  it('a machine without Node is told what it needs', async () => {
    const programs = await folderOf();
    for (const name of ['dirname', 'readlink']) await symlink(`/usr/bin/${name}`, join(programs, name));
    const clone = await folderOf();
    await copyFile(join(ROOT, 'scalper'), join(clone, 'scalper'));
    const asked = startProgram('/bin/sh', ['./scalper', 'status'], {
      folder: clone,
      env: { PATH: programs },
    });
    const { code, stdout, stderr } = await asked.ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      'scalper needs Node 24, and there is no Node here.\nInstall it from https://nodejs.org, then run `npm ci` in the clone.\n',
    );
  });
});

it("the command of this clone is in its root, and its package has the name's old form for mails of earlier releases", async () => {
  const { code, stdout } = await startProgram('./scalper', ['--help'], { folder: ROOT }).ended;
  expect(code).toBe(0);
  expect(stdout).toContain('Usage: scalper');
  // Without it, that form would fetch a stranger's package in the clone itself.
  const { bin } = z
    .looseObject({ bin: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  expect(bin).toEqual({ scalper: 'infra/cli/bin.mjs' });
});

it("the completion that the page puts into the shell's start file names the clone whole, and completes there", async () => {
  const page = await readFile(join(ROOT, 'infra/cli/README.md'), 'utf8');
  const line = /^echo .*completion bash.*~\/\.bashrc/m.exec(page)?.[0] ?? 'false';
  const home = await folderOf();
  const env = { HOME: home };
  expect(await startProgram('bash', ['-c', line], { folder: ROOT, env }).ended).toMatchObject({ code: 0 });
  expect(await readFile(join(home, '.bashrc'), 'utf8')).toBe(
    `eval "$('${ROOT.replace(/\/$/, '')}/scalper' completion bash)"\n`,
  );
  const asked = `. ~/.bashrc; COMP_WORDS=(./scalper params s) COMP_CWORD=2; _scalper; echo "\${COMPREPLY[@]}"; complete -p scalper`;
  const { stdout } = await startProgram('bash', ['-c', asked], { folder: home, env }).ended;
  expect(stdout).toBe('set\ncomplete -o default -F _scalper scalper\n');
});
