/**
 * Are the commands that a text names written so that they can be pasted, and is everything else left alone?
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scalperProgram } from '../../infra/cli/program.ts';
import { mailOf } from '../../lambda/adapters/aws/sns-alerts.ts';
import { commandLine, withCommandLines } from '../../lambda/adapters/command-line.ts';
import { alert } from '../../lambda/adapters/dynamo/alert-schema.ts';
import { haltedAlert } from '../../lambda/core/alerts/alert-texts.ts';
import { NOON } from '../harness/builders.ts';
import { hostileText, steeringIn } from '../harness/hostile-text.ts';

const STORED = { id: 'paper-1-3-halted', atMs: NOON, kind: 'halted', happened: 'Halted.', did: 'Nothing.' };

describe('a command', () => {
  it('a command names a bot in AWS, and not the run of the working folder', () => {
    expect(commandLine('resume --accept', 'paper')).toBe('./scalper resume --accept --bot paper');
    expect(commandLine('resume --accept')).toBe('./scalper resume --accept');
  });

  it('a command that is about no bot names none', () => {
    expect(commandLine('economics', 'paper')).toBe('./scalper economics');
    expect(commandLine('start --fresh', 'paper')).toBe('./scalper start --fresh');
  });
});

describe('a text', () => {
  it('a text has each of its commands between backticks', () => {
    expect(withCommandLines('Look at {status} and {ledger --last 20}.', 'paper')).toBe(
      'Look at `./scalper status --bot paper` and `./scalper ledger --last 20 --bot paper`.',
    );
    expect(withCommandLines('Then {resume --accept}.')).toBe('Then `./scalper resume --accept`.');
  });

  it('a text with braces that hold no command stays as it is', () => {
    for (const text of ['write {} for the defaults', 'value = {"a":1}', 'a { b', '{resume']) {
      expect(withCommandLines(text, 'paper')).toBe(text);
    }
  });
});

describe('an alert that was stored', () => {
  it('an alert that was stored by the release before is delivered as it was written', () => {
    const todo = 'See what it says: `./scalper status --bot paper`. Values: {"targetPct":0.2}.';
    expect(mailOf({ id: 'paper' }, alert.parse({ ...STORED, todo })).Message).toContain(
      `What to do: ${todo}\n`,
    );
  });

  it('an alert that was stored by this release is mailed with commands for its bot', () => {
    const { todo } = haltedAlert('doubt', 'k3f9ab');
    const { Message } = mailOf({ id: 'paper' }, alert.parse({ ...STORED, todo }));
    expect(Message).toContain('`./scalper resume --accept k3f9ab --bot paper`');
    expect(Message).not.toContain('{');
  });

  it('an alert that was stored by this release is of the shape that the release before reads', () => {
    const { todo } = haltedAlert('doubt', 'k3f9ab');
    expect(alert.parse({ ...STORED, todo })).toEqual({ ...STORED, todo });
    expect(todo).toContain('{resume --accept k3f9ab}');
  });
});

it('a command line names a bot exactly where the command takes one', async () => {
  const { commands } = await scalperProgram();
  for (const command of commands) {
    const options = [command, ...command.commands].flatMap((each) => each.options);
    const takesBot = options.some(({ long }) => long === '--bot');
    expect(commandLine(command.name(), 'paper').includes('--bot'), command.name()).toBe(takesBot);
  }
});

describe('a mail', () => {
  it('a mail has its six lines, whatever a writer of the table has stored as an alert', () => {
    const property = fc.property(
      hostileText,
      hostileText,
      hostileText,
      hostileText,
      (id, happened, did, todo) => {
        const { Message, Subject } = mailOf(
          { id: 'paper' },
          alert.parse({ ...STORED, id, happened, did, todo }),
        );
        const lines = Message.split('\n');
        expect(lines).toHaveLength(6);
        expect(lines.flatMap(steeringIn)).toEqual([]);
        expect(lines[2]).toMatch(/^What to do: /);
        expect(Subject).toBe('Kallisti paper: halted');
      },
    );
    fc.assert(property);
  });

  it('a mail is short enough to be sent, whatever was stored as an alert', () => {
    const long = 'x'.repeat(300_000);
    const { Message } = mailOf(
      { id: 'paper' },
      alert.parse({ ...STORED, id: long, happened: long, did: long, todo: long }),
    );
    expect(Buffer.byteLength(Message)).toBeLessThan(32 * 1024);
  });
});
