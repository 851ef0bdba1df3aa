"""The common rule in raptorbt, by its fast path: arrays of signals. One run has one direction, so there are two."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import raptorbt

from peer import HOLD_MS, MINUTE_MS, STOP, TARGET, measure, signals


def prepare(candles):
    return candles, (candles["time"] * 1e6).astype(np.int64)


def config():
    settings = raptorbt.BacktestConfig(initial_capital=1e9, fees=0.0, slippage=0.0, fill_timing="next_bar_open")
    settings.set_fixed_stop(STOP)
    settings.set_fixed_target(TARGET)
    return settings


def run(prepared):
    candles, timestamps = prepared
    prices = [candles[name] for name in ("open", "high", "low", "close", "volume")]
    signal = signals(candles)
    hold = HOLD_MS // MINUTE_MS
    results = []
    for side in (1, -1):
        entries = signal == side
        # No exit by age: that of the signal which might have opened the position stands for it.
        exits = np.zeros(len(entries), dtype=bool)
        exits[hold:] = entries[:-hold]
        result = raptorbt.run_single_backtest(
            timestamps, *prices, entries, exits, direction=side, symbol="CANDLES", config=config()
        )
        results.append((side, result))

    def read_trades():
        closed = [
            (side, trade.entry_price, trade.exit_price)
            for side, result in results
            for trade in result.trades()
            if trade.exit_reason != "EndOfData"
        ]
        return tuple(zip(*closed)) if closed else ((), (), ())

    return read_trades


measure(raptorbt.__version__, prepare, run)
