/**
 * The bar that stays in view: what kind of run it is, how it stands with it, and the way through its time.
 */
import { minute } from '../../../lambda/core/text/figure-words.ts';
import { element, joined, type Markup } from '../../../lambda/charts/drawing/markup.ts';
import { textOf } from '../../../lambda/charts/drawing/palette.ts';
import { MODES } from '../../../lambda/charts/standing-card.ts';
import { MINUTE_MS } from '../../../lambda/core/units.ts';
import type { FeedAbout } from '../feed-part.ts';
import { PlayClock } from './play-clock.ts';
import type { RunState } from './run-state.ts';

/** Minutes of the run in a second. */
const SPEEDS = [
  [10, '10 min/s'],
  [60, '1 h/s'],
  [360, '6 h/s'],
  [1_440, '1 d/s'],
] as const;
const SPEED = 60;

export interface TimeBar {
  readonly update: () => void;
  /** `undefined` takes the words away. */
  readonly complain: (words: string | undefined) => void;
  readonly toggle: () => void;
  readonly goTo: (timeMs: number) => void;
}

/** @param onTime the time that is looked at has changed. */
export function showTimeBar(host: HTMLElement, state: RunState, onTime: () => void): TimeBar {
  host.innerHTML = frame(state.about, host.dataset['madeUp'] !== undefined).toString();
  const part = (name: string) => host.querySelector(`[data-part="${name}"]`);
  const [slider, speed, play, time] = ['slider', 'speed', 'play', 'time'].map(part);
  const [status, lost, end] = ['status', 'lost', 'end'].map(part);
  const hasFields = slider instanceof HTMLInputElement && speed instanceof HTMLSelectElement;
  if (!hasFields || !play || !time || !status || !lost || !end) throw new RangeError('the bar lacks a part');
  let isPlaying = false;
  const update = () => {
    time.textContent = moveSlider(slider, state);
    end.setAttribute('aria-pressed', String(state.isAtEnd));
    sayStatus(status, state);
    say(play, isPlaying ? '❚❚ pause' : '▶ play');
  };
  const goTo = (timeMs: number) => {
    state.goTo(timeMs);
    update();
    onTime();
  };
  const clock = new PlayClock(() => {
    state.goTo(state.timeMs + clock.minutes(Number(speed.value)) * MINUTE_MS);
    isPlaying = !state.isAtEnd;
    update();
    onTime();
    return isPlaying;
  });
  const toggle = () => {
    isPlaying = !isPlaying;
    // From its end there is nothing to play.
    if (isPlaying && state.isAtEnd) goTo(state.about.fromMs);
    else update();
    if (isPlaying) clock.start();
    else clock.stop();
  };
  const pause = () => {
    isPlaying = false;
    clock.stop();
  };
  slider.addEventListener('input', () => {
    pause();
    goTo(Number(slider.value));
  });
  play.addEventListener('click', toggle);
  end.addEventListener('click', () => {
    pause();
    goTo(state.nowMs);
  });
  update();
  return {
    update,
    toggle,
    goTo: (timeMs) => {
      pause();
      goTo(timeMs);
    },
    complain: (words) => {
      lost.toggleAttribute('hidden', words === undefined);
      say(lost, words ?? '');
    },
  };
}

function say(host: Element, words: string): void {
  if (host.textContent !== words) host.textContent = words;
}

/** To the time that is looked at. @returns that time in words. */
function moveSlider(slider: HTMLInputElement, { about, nowMs, timeMs }: RunState): string {
  slider.min = String(about.fromMs);
  slider.max = String(Math.max(nowMs, about.fromMs + MINUTE_MS));
  slider.value = String(timeMs);
  const words = `${minute(timeMs)} UTC`;
  slider.setAttribute('aria-valuetext', words);
  return words;
}

/** A failure stands out. */
function sayStatus(host: Element, state: RunState): void {
  say(host, statusWords(state));
  host.className = state.status === 'failed' ? `${textOf('loss')} ks-strong` : '';
}

function statusWords({ status, words, nowMs, about }: RunState): string {
  const { toMs } = about;
  switch (status) {
    case 'waiting':
      return 'The run has not begun yet.';
    case 'running': {
      const share =
        toMs === undefined ? '' : `, ${Math.floor(((nowMs - about.fromMs) / (toMs - about.fromMs)) * 100)} %`;
      return `Running${share}${words === '' ? '' : `: ${words}`}`;
    }
    case 'ended':
      return words;
    case 'failed':
      return `Failed: ${words}`;
  }
}

function frame({ mode, symbols }: FeedAbout, isMadeUp: boolean): Markup {
  const [name, , role] = MODES[mode];
  return joined([
    element(
      'div',
      { class: 'l-line' },
      element('span', { class: `ks-badge ks-b-${role}` }, name),
      ...(isMadeUp ? [element('span', { class: 'ks-badge ks-b-warn' }, 'SYNTHETIC')] : []),
      element('b', {}, symbols.join(' ')),
      element('span', { 'data-part': 'status', role: 'status' }),
    ),
    element(
      'div',
      { class: 'l-line' },
      element('button', { type: 'button', 'data-part': 'play', class: 'l-play' }),
      element(
        'select',
        { 'data-part': 'speed', 'aria-label': 'Speed of playing' },
        ...SPEEDS.map(([minutes, words]) =>
          element('option', { value: minutes, ...(minutes === SPEED && { selected: '' }) }, words),
        ),
      ),
      element('input', {
        type: 'range',
        'data-part': 'slider',
        'aria-label': 'Time that is looked at',
        step: MINUTE_MS,
        class: 'l-slider',
      }),
      element('span', { 'data-part': 'time', class: 'l-time' }),
      element('button', { type: 'button', 'data-part': 'end' }, 'latest'),
      element('button', { type: 'button', 'data-part': 'help', 'aria-label': 'Keys' }, '?'),
    ),
    element('p', { 'data-part': 'lost', role: 'alert', class: 'ks-note', hidden: '' }),
  ]);
}
