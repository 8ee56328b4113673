"""Which instant, day or window does a written date mean?"""
