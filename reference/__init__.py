"""What stands in, on a machine without connections, for the services of others: identity, publicity, mail."""
