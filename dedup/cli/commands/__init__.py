"""One module a command: its options and its help; what it does is imported when it does it."""
