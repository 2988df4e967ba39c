"""Is the board on the web, for coaches and admins: numbers first, then what is behind them."""
