"""The common rule in backtesting.py."""

import sys
from importlib.metadata import version
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import pandas as pd
from backtesting import Backtest, Strategy

from peer import HOLD_MS, MINUTE_MS, STOP, TARGET, measure, signals

# One unit of anything can be paid; results are worked out from the prices of each trade.
CASH = 1e9


class CommonRule(Strategy):
    def init(self):
        self.signal = self.I(lambda: self.data.Signal, plot=False)
        self.hold = pd.Timedelta(HOLD_MS - MINUTE_MS, "ms")

    def next(self):
        if self.position:
            if self.data.index[-1] - self.trades[-1].entry_time < self.hold:
                return
            self.position.close()
        side = self.signal[-1]
        if side == 0:
            return
        close = self.data.Close[-1]
        order = self.buy if side > 0 else self.sell
        # Orders are priced before their fill is known.
        order(size=1, sl=close * (1 - side * STOP), tp=close * (1 + side * TARGET))


def prepare(candles):
    index = pd.to_datetime(candles["time"].astype("int64"), unit="ms")
    columns = {name.capitalize(): candles[name] for name in ("open", "high", "low", "close", "volume")}
    return candles, pd.DataFrame(columns, index=index)


def run(prepared):
    candles, frame = prepared
    data = frame.assign(Signal=signals(candles))
    result = Backtest(data, CommonRule, cash=CASH, margin=0.01).run()
    trades = result["_trades"]
    return lambda: (trades["Size"], trades["EntryPrice"], trades["ExitPrice"])


measure(version("backtesting"), prepare, run)
