"""Emptying SQLite's write-ahead log: what was deleted stands there until it is written over."""

import sqlite3


def empty_log(connection: sqlite3.Connection) -> bool:
    """Write the log into the file and cut it to nothing; False where somebody reads just now."""
    patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.execute("PRAGMA busy_timeout = 250")  # whoever wants to write waits for this
    try:
        busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.OperationalError:
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {patience}")
    return not busy
