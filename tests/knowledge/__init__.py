"""Tests of the knowledge half."""
