"""What a reader keeps in their own browser: the tray and the bookmarks."""
