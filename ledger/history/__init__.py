"""What changed from one moment to another, over time, and what comes due?"""
