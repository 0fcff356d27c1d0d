"""Programs for those who build Quancheng: setting up, locking, checking translations."""
