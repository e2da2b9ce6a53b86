"""A big catalogue, made up: for finding out how the site does with many tools, votes and subscribers."""
