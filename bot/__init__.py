"""The Telegram side of Kutip; the only importer of python-telegram-bot."""
