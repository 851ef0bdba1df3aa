/**
 * Are a bot's first parameters written by the first `params set`, and what was in force when the document is gone?
 */
import { describe, expect, it } from 'vitest';
import type { BotState } from '../../lambda/core/bot-state.ts';
import { scalper } from '../harness/scalper-process.ts';
import { PARAMS } from './deployed-aws.ts';
import { deployed, ownRelease } from './deployed-bot.ts';

/** A deployed bot without a document in Parameter Store. */
async function withoutDocument(differs: Partial<BotState> = {}) {
  const { aws, env } = await deployed(differs, await ownRelease());
  aws.parameters.delete(PARAMS);
  const written = (): unknown => {
    const latest = aws.parameters.latest(PARAMS);
    return latest === undefined ? undefined : JSON.parse(latest);
  };
  return { aws, written, run: (...args: readonly string[]) => scalper(args, { env }) };
}

describe('parameters that nobody has written', () => {
  it('parameters that nobody has written are the defaults, and the first `params set` makes the document', async () => {
    const { run, written } = await withoutDocument();
    expect((await run('params', 'get', '--bot', 'paper', 'targetPct')).stdout.trim()).toBe('0.15');
    const doctor = await run('doctor', '--bot', 'paper', '--json');
    expect(doctor.stdout).toContain('/scalper params set NAME=VALUE --bot paper');
    expect(doctor.code).toBe(0);
    expect(written()).toBeUndefined();
    const set = await run('params', 'set', '--bot', 'paper', 'targetPct=0.3');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    expect(set.stdout).toContain('targetPct: 0.15 → 0.3\nVersion 1 of ');
    expect(written()).toEqual({ targetPct: 0.3 });
  });

  it('parameters that nobody has written, and somebody else writes at that very moment, keep both changes', async () => {
    const { aws, run, written } = await withoutDocument();
    aws.parameters.beforePut = () => {
      aws.parameters.beforePut = undefined;
      aws.parameters.put(PARAMS, '{"leverage": 10}');
    };
    expect((await run('params', 'set', '--bot', 'paper', 'targetPct=0.3')).code).toBe(0);
    expect(written()).toEqual({ leverage: 10, targetPct: 0.3 });
  });

  it('parameters of a bot that the stack does not have are not written', async () => {
    const { aws, run } = await withoutDocument();
    const set = await run('params', 'set', '--bot', 'papre', 'targetPct=0.3');
    expect(set).toMatchObject({ code: 2, stdout: '' });
    expect(set.stderr).toContain('has no bot papre, but paper, live');
    expect([...aws.parameters.keys()]).toEqual([]);
  });
});

describe('parameters that are gone', () => {
  const inForce = { parameters: { leverage: 10, targetPct: 0.2 } };

  it('parameters that are gone are told by the doctor, whose command writes anew what is in force', async () => {
    const { run, written } = await withoutDocument(inForce);
    const doctor = await run('doctor', '--bot', 'paper');
    expect(doctor.code).toBe(1);
    const line = doctor.stdout.replaceAll(/\s+/g, ' ');
    expect(line).toContain(`${PARAMS} is gone; what was in force stays: leverage=10 targetPct=0.2`);
    expect(line).toContain('/scalper params set leverage=10 targetPct=0.2 --bot paper');
    const again = ['params', 'set', 'leverage=10', 'targetPct=0.2', '--bot', 'paper'];
    expect((await run(...again)).stdout).toContain('No value has changed.');
    expect(written()).toEqual({ leverage: 10, targetPct: 0.2 });
  });

  it('parameters that are gone lose none of the others when one is set', async () => {
    const { run, written } = await withoutDocument(inForce);
    const set = await run('params', 'set', '--bot', 'paper', 'targetPct=0.3');
    expect(set.stdout).toContain('targetPct: 0.2 → 0.3');
    expect(written()).toEqual({ leverage: 10, targetPct: 0.3 });
  });
});
