"""Choosing what to do: types of enterprises side by side, and businesses in plain words. Literal tables, no I/O."""
