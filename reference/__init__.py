"""What stands in, on a machine without connections, for the services of others: identity, publicity, mail.

The core speaks to it over HTTP and SMTP only, exactly as to the real ones; nothing of the core's own is imported
here but texts and their languages. It listens on loopback and nowhere else. Its people are made up: random names,
numbers and telephones, drawn once for an installation and kept in its folder.
"""
