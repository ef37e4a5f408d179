"""Measurements that the README quotes, each a command to run again."""
