"""The queue of unanswered questions: clusters, their cards, and the ways to close one."""
