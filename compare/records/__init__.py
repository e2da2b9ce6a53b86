"""A tool or a comparison as finished words: as Markdown, and as a record that stays as it is."""
