"""What does an announcement file tell, and what is wrong with it?"""
