"""The bot side, room by room."""
