"""What the Python peers share: the candles, the signals of the common rule, the clock, and the answer.

A program is called with the file of candles, six columns of doubles behind each other (open time in ms, open, high, low,
close, volume), and with the most warm runs. It prints one JSON document: see `answerSchema` of measure-peer.ts.
Times are CPU seconds of the process. The first run counts from its start: interpreter, imports, compiling, candles.
"""

import json
import sys
import time

import numpy as np

TARGET, STOP, HOLD_MS = 0.0015, 0.0025, 300_000
MOMENTUM, VOLUME, RANGE, MINUTE_MS = 3, 20, 10, 60_000

# A slow peer is measured by fewer runs: none is begun after so many CPU seconds of warm ones.
WARM_SECONDS_MAX = 20


def read_candles(path):
    """The columns by their names."""
    columns = np.fromfile(path).reshape(6, -1)
    return dict(zip(("time", "open", "high", "low", "close", "volume"), columns))


def signals(candles):
    """By candle, after its close: 1 long, -1 short, 0 none. The same comparisons as `signalAt` of plain-loop.ts."""
    close, high, low, volume, times = (candles[name] for name in ("close", "high", "low", "volume", "time"))
    found = np.zeros(len(close), dtype=np.int8)
    first, last = VOLUME, len(close) - 1
    if last <= first:
        return found
    at = slice(first, last)
    move = close[at] / close[first - MOMENTUM : last - MOMENTUM] - 1
    # Summed in the order of the candles, so that every engine rounds alike.
    average = np.zeros(last - first)
    for back in range(VOLUME, 0, -1):
        average += volume[first - back : last - back]
    average /= VOLUME
    highest, lowest = high[at].copy(), low[at].copy()
    for back in range(1, RANGE):
        np.maximum(highest, high[first - back : last - back], out=highest)
        np.minimum(lowest, low[first - back : last - back], out=lowest)
    with np.errstate(divide="ignore", invalid="ignore"):
        is_loud = (average > 0) & (volume[at] / average >= 1.3)
    is_wide = (highest - lowest) / lowest >= 0.001
    is_whole = times[first + 1 : last + 1] - times[first - VOLUME : last - VOLUME] == (VOLUME + 1) * MINUTE_MS
    is_signal = is_loud & is_wide & is_whole
    found[at][is_signal & (move >= 0.0005)] = 1
    found[at][is_signal & (move <= -0.0005)] = -1
    return found


def measure(version, prepare, run):
    """Prints the answer. `prepare(candles)` returns the candles and the engine's own form of them; `run` trades both, and
    returns a function that reads sides, entry prices and exit prices of the closed trades, which is not timed."""
    path, runs = sys.argv[1], int(sys.argv[2])
    prepared = prepare(read_candles(path))
    read_trades = run(prepared)
    first, warm = time.process_time(), []
    while len(warm) < runs and sum(warm) < WARM_SECONDS_MAX:
        before = time.process_time()
        read_trades = run(prepared)
        warm.append(time.process_time() - before)
    # Once more by themselves: they are part of each run.
    before = time.process_time()
    signals(prepared[0])
    signal_seconds = time.process_time() - before
    side, entry, exit = read_trades()
    trades = {"side": numbers(side), "entry": numbers(entry), "exit": numbers(exit)}
    times = {"firstCpuSeconds": first, "warmCpuSeconds": warm, "signalCpuSeconds": signal_seconds}
    json.dump({"version": version, **times, "trades": trades}, sys.stdout)


def numbers(column):
    return np.asarray(column, dtype=float).tolist()
