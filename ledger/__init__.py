"""What held, who said so, what was known, and has the record been touched since?"""
