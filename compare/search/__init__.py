"""Search: what a reader may mean by what they typed."""
