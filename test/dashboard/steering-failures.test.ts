/**
 * What is answered to a click where the table fails, or something that nobody has foreseen?
 */
import { describe, expect, it, vi } from 'vitest';
import { steeredBot } from './steered-bot.ts';

describe('a table that fails', () => {
  it('after it was written: it is looked for, and told as left', async () => {
    const bot = steeredBot();
    bot.lostAnswer = new Error('no answer');
    expect(await bot.click(await bot.button('Pause'))).toContain('this click has left its command already');
    expect(await bot.waiting()).toHaveLength(1);
  });

  it('or anything else that nobody has foreseen: it is told as HTML, too', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    vi.spyOn(bot, 'nowMs', 'get').mockImplementation(() => {
      throw new Error('no clock');
    });
    expect(await bot.click(pause)).toContain('Something is wrong with this function.');
  });

  it('before anything is written: nothing was done, and how it is done elsewhere', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    bot.lookFailure = new Error('no route');
    const html = await bot.click(pause);
    expect(html).toContain('Nothing was done. The ledger of bot bot could not be read.');
    expect(html).toContain('Without the dashboard: <code>./scalper pause --bot bot</code>');
  });

  it('when it is written: nobody knows, and the same click adds nothing later', async () => {
    const bot = steeredBot();
    const pause = await bot.button('Pause');
    bot.issueFailure = new Error('no answer');
    expect(await bot.click(pause)).toContain('Nobody knows whether the pause was left');
    bot.issueFailure = undefined;
    await bot.click(pause);
    await bot.click(pause);
    expect(await bot.waiting()).toHaveLength(1);
  });
});
