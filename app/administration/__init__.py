"""What an administrator looks after: who opens Desk, who may sign up, the organisation's lines on
the help card. There is nothing here about what anybody did.
"""
