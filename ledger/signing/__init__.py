"""Who keeps the key and the head signed last, and what is signed, proved and exported?"""
