"""The officers' application: Panel views over Parameterized state, on Panel's own Tornado server.

Nothing here opens a database session or decides anything: views call `core.inner` use cases and show what those
allow. Importing this package starts nothing; `officer.server.build` puts a server together.
"""
