"""How the labeller is trained: gold pages, generated pages, training and measuring; nothing else imports this."""
