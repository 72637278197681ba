"""What plugins declare: commands and groups, flags and arguments; plain data, cheap to import."""
