"""What keeps a run safe: its work folder, what it resumes from, its processes, and the commit of its outputs."""
