"""The queue of unanswered questions."""
