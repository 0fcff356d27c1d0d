"""Every procedure of every type, end to end on real databases; `make matrix` prints what was shown."""
