"""What programs follow: feeds, the map of the site, data for search engines."""
