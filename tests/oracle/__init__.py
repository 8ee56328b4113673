"""What does the design say of an answer? Its sections 4 and 5 over plain events, for tests alone.

It shares no rule with the product: of that it knows the words of `events`, and how an instant is
written. It is slow and straight; what the product does faster is held to it, field by field.
"""
