"""Questions, answers, passages and how to match them; knows nothing of Telegram."""
