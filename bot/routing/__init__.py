"""The tables of commands, prompts, timers, effects and codes, and the dispatcher over them."""
