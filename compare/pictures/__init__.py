"""Link pictures: the scoresheet as it shows under a link elsewhere, 1200 x 630 pixels."""
