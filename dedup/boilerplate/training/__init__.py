"""Trains the labeller: gold pages, generated pages, training and evaluation; nothing else imports this package."""
