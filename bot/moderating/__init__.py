"""Moderators' side: add, edit, retire, restore, teach, explain, import and export."""
