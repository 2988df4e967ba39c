"""The dashboard, in a browser, for coaches and admins: figures first, then the rows behind them."""
