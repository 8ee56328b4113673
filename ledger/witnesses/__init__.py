"""Who else has seen the head of a log, and vouches for it?"""
