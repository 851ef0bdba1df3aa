"""The common rule in vectorbt: its loop over signals, compiled by numba, with a signal function for the hold."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import numpy as np
import pandas as pd
import vectorbt as vbt
from numba import njit

from peer import HOLD_MS, STOP, TARGET, measure, signals


@njit
def signal_func(context, side, times, entered_at):
    """Long entry, long exit, short entry, short exit. `entered_at` keeps the open time of the entry's candle."""
    i, position = context.i, context.position_now
    if position == 0:
        entered_at[0] = times[i]
        return side[i] > 0, False, side[i] < 0, False
    is_over = times[i] - entered_at[0] >= HOLD_MS
    return False, is_over and position > 0, False, is_over and position < 0


def prepare(candles):
    index = pd.to_datetime(candles["time"].astype("int64"), unit="ms")
    prices = {name: pd.Series(candles[name], index=index) for name in ("open", "high", "low", "close")}
    return candles, prices


def run(prepared):
    candles, prices = prepared
    # A signal of one candle is entered at the open of the next.
    side = np.roll(signals(candles), 1)
    portfolio = vbt.Portfolio.from_signals(
        **prices,
        signal_func_nb=signal_func,
        signal_args=(side, candles["time"], np.zeros(1)),
        price=prices["open"],
        size=600.0,
        size_type="value",
        init_cash=1e9,
        sl_stop=STOP,
        tp_stop=TARGET,
        stop_entry_price="fillprice",
    )
    records = portfolio.trades.values

    def read_trades():
        closed = records[records["status"] == 1]
        return np.where(closed["direction"] == 0, 1, -1), closed["entry_price"], closed["exit_price"]

    return read_trades


measure(vbt.__version__, prepare, run)
