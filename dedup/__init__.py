"""Clean and deduplicate Arabic news pages, with a reason for every cut."""
