/**
 * Can what the doctor says be read in a narrow terminal, and its commands be pasted from it?
 */
import { IN_THE_CLONE, cdkLine, commandLine, typeCommandsAs } from '../../../lambda/adapters/command-line.ts';
import { describe, expect, it } from 'vitest';
import { doctorScreen } from '../../../infra/cli/screens/doctor-screen.ts';

const screen = (todo: string) =>
  doctorScreen(
    { bot: 'paper', place: 'AWS', lines: [{ check: 'rule', status: 'wrong', found: 'disabled', todo }] },
    60,
  );

describe('the screen of the doctor', () => {
  it('the screen of the doctor breaks sentences between words, and no command', () => {
    const command =
      'aws sns subscribe --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:1:t --protocol email';
    expect(
      screen(`follow the link in the mail; to get another: ${command}, then wait for it to come`),
    ).toEqual([
      'rule          failed   disabled',
      '                       → follow the link in the mail; to get',
      '                       another:',
      `                       ${command},`,
      '                       then wait for it to come',
      '',
      '1 of 1 checks failed, 0 could not run.',
    ]);
  });

  it('the screen of the doctor keeps each of two commands whole', () => {
    const lines = screen(
      'npx cdk destroy Kallisti-Trader, then npx cdk deploy Kallisti-Trader: the ledger stays',
    );
    expect(lines.slice(1, -2).map((line) => line.trim())).toEqual([
      '→ npx cdk destroy Kallisti-Trader,',
      'then npx cdk deploy Kallisti-Trader:',
      'the ledger stays',
    ]);
  });

  it('the screen of the doctor keeps commands whole that are typed in another folder', () => {
    typeCommandsAs({ launcher: "'/a clone/scalper'", address: '', clone: "'/a clone/'" });
    const [own, cdk] = [commandLine('status', 'paper'), cdkLine('deploy Kallisti-Trader')];
    const lines = screen(`look at ${own}; then ${cdk}; and follow the link`).map((line) => line.trim());
    typeCommandsAs(IN_THE_CLONE);
    expect(lines).toContain(`${own};`);
    expect(lines).toContain(`${cdk};`);
  });

  it("the screen of the doctor keeps the bot's own commands whole", () => {
    const command = './scalper params set startingBalanceUsd=2000 leverage=10 --bot paper';
    const lines = screen(`the first tick needs them; to write them: ${command}`);
    expect(lines.map((line) => line.trim())).toContain(command);
  });
});
