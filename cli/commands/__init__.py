"""Each command: what is asked, what is called, and in which shape the answer goes out."""
