"""How does something get into the log, whole or not at all?"""
