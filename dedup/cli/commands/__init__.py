"""The options and the help of each command, one module each. What a command does is imported when it runs."""
