"""What pages of other sites show of a tool or a comparison."""
