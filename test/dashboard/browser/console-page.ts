/**
 * What CloudWatch's console does with the HTML of a widget, as far as its pages say it: what it takes away, what it makes
 * of a `cwdb-action`, and the look that it gives a button.
 *
 * The console is another's, and this page only stands in its place: a widget that works here meets what is documented.
 */
import type { Browser, Page } from 'playwright-core';

/** Answers a call of the console. */
export type Endpoint = (name: string, event: object) => Promise<string>;

const CONSOLE = `
const TAKEN = 'script, iframe, use, object, embed, link, meta, base, form';
function cleaned(html) {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const node of body.querySelectorAll(TAKEN)) node.remove();
  for (const node of body.querySelectorAll('*')) {
    for (const { name, value } of [...node.attributes]) {
      if (name.startsWith('on') || /^\\s*javascript:/i.test(value)) node.removeAttribute(name);
    }
  }
  return body;
}
function show(place, html) {
  place.replaceChildren(...cleaned(html).childNodes);
  for (const action of place.querySelectorAll('cwdb-action')) bind(action);
}
function bind(action) {
  const before = action.previousElementSibling;
  const read = (name) => action.getAttribute(name);
  // As text of a page, the strictest reading: what is escaped there stays so.
  const content = action.innerHTML;
  action.remove();
  before.setAttribute('role', 'button');
  before.tabIndex = 0;
  before.addEventListener('click', async () => {
    const question = read('confirmation');
    if (question !== null && !(await asked(question))) return;
    const html = read('action') === 'call' ? await window.invoke(read('endpoint'), JSON.parse(content)) : content;
    const popup = document.querySelector('#popup');
    show(popup.querySelector('div'), html);
    popup.showModal();
  });
}
function asked(question) {
  const dialog = document.querySelector('#question');
  dialog.querySelector('p').textContent = question;
  dialog.showModal();
  return new Promise((resolve) => {
    for (const [name, answer] of [['cancel', false], ['confirm', true]])
      dialog.querySelector('.' + name).onclick = () => { dialog.close(); resolve(answer); };
  });
}
`;

const LOOK = `
body { margin: 16px; font-family: sans-serif; background: Canvas; color: CanvasText }
:root { color-scheme: light dark }
main { border: 1px solid GrayText; padding: 8px; max-width: 100%; box-sizing: border-box }
.btn { display: inline-block; padding: 4px 20px; border: 2px solid #0972d3; border-radius: 20px; font: bold 14px sans-serif; cursor: pointer; color: #0972d3 }
.dark .btn { border-color: #539fe5; color: #539fe5 }
dialog { max-width: 520px }
`;

const WIDTH_PX = 588;
/** Of the page and its frame, on both sides. */
const MARGINS_PX = 2 * (16 + 1 + 8);

export interface ConsoleLooks {
  readonly theme: 'light' | 'dark';
  readonly widthPx?: number;
  /** Pixels of the screen for each of the page. */
  readonly sharpness?: number;
}

/** A page with one widget on it, which shows this HTML. @param errors of the page are put there */
export async function openConsole(
  browser: Browser,
  html: string,
  endpoint: Endpoint,
  { theme, widthPx = WIDTH_PX, sharpness = 1 }: ConsoleLooks,
): Promise<{ readonly page: Page; readonly errors: readonly string[] }> {
  const page = await browser.newPage({
    viewport: { width: widthPx + MARGINS_PX, height: 900 },
    deviceScaleFactor: sharpness,
    colorScheme: theme,
  });
  const errors: string[] = [];
  page.on('pageerror', (error) => void errors.push(error.message));
  page.on('request', (request) => void errors.push(`asked for ${request.url()}`));
  page.on('dialog', (dialog) => {
    errors.push(`a dialog of the page: ${dialog.message()}`);
    dialog.dismiss().catch((error: unknown) => void errors.push(String(error)));
  });
  await page.exposeFunction('invoke', endpoint);
  await page.setContent(`<!doctype html><html lang="en" class="${theme}"><head><title>A dashboard</title><style>${LOOK}</style></head>
<body><main><h1>A dashboard</h1><h2>Bots</h2><h3>bot</h3><div id="widget"></div></main>
<dialog id="question" aria-label="Question"><p></p><button class="cancel">Cancel</button> <button class="confirm">Confirm</button></dialog>
<dialog id="popup" aria-label="Answer"><div></div></dialog></body></html>`);
  await page.addScriptTag({ content: CONSOLE });
  await page.evaluate(`show(document.querySelector('#widget'), ${JSON.stringify(html)})`);
  return { page, errors };
}
