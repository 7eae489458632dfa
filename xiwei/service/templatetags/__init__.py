"""What the heart's pages draw by hand."""
