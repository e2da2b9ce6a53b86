"""PostgreSQL as Django knows it, but nobody who reads the site waits for it for long."""
