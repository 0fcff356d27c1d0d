"""Use cases of the inner zone: intake, examination, issuing, publicity, identity confirmation."""
