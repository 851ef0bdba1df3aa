/** The comparison, as a person reads it. */
import { columns, screenWidth, wrapped } from '../../../infra/cli/terminal/columns.ts';
import { count, money } from '../../../infra/cli/terminal/text-format.ts';
import { usd } from '../../../lambda/core/units.ts';
import type { ComparedPeers } from './compare-peers.ts';

const HEADINGS = ['engine', 'candles/s', 'x ours', 'signals', 'first run', 'trades', 'net USD'];
const INDENT = '  ';

/** Three figures are more than turns on a shared machine agree in. */
function figure(value: number): string {
  return value >= 100 ? count(Math.round(value)) : String(Number(value.toPrecision(3)));
}

export function peerLines({ engines, missing }: ComparedPeers, width = screenWidth()): readonly string[] {
  const rows = engines.map((engine) => [
    `${engine.name} ${engine.version}`,
    `${figure(engine.candlesPerSecond / 1e6)} M`,
    figure(engine.timesOurs),
    engine.signalCpuSeconds === undefined ? '' : `${figure(engine.signalCpuSeconds)} s`,
    `${figure(engine.firstCpuSeconds)} s`,
    count(engine.trades),
    money(usd(engine.netUsd)),
  ]);
  const aligns = HEADINGS.map((_, k) => (k === 0 ? 'left' : 'right'));
  const notes = engines.filter(({ differs }) => differs.length > 0);
  return [
    ...columns(aligns, [HEADINGS, ...rows]),
    ...notes.flatMap(({ name, differs }) => ['', `${name}:`, ...indented(differs.join(' '), width)]),
    ...(missing.length > 0 ? ['', 'Not compared:'] : []),
    ...missing.flatMap(({ name, why }) => indented(`${name}: ${why}`, width)),
  ];
}

function indented(text: string, width: number): readonly string[] {
  return wrapped(text, width - INDENT.length).map((line) => `${INDENT}${line}`);
}
