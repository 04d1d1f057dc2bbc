"""What must not go wrong, tried: ``make drill`` prints what was done, how often, what was lost."""
