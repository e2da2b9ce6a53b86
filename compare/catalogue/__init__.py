"""The catalogue: what is filtered, sorted and counted, slice by slice."""
