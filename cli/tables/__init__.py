"""How is an answer printed for someone who reads?"""
