"""What the files of a run hold: their names, their lines, the ids in them."""
