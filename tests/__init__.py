"""Tests of Kutip; the folders mirror the rooms."""
