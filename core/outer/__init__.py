"""Use cases of the outer zone: accounts, drafts, signing, submission, inquiry."""
