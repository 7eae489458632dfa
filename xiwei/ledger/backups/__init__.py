"""Database and files in one encrypted file, and back: stream (the cipher), archive (what lies in it), saving, restoring.

In the ledger's app, for a restore ends in verifying the seals; the commands are in notices, which holds back what would
be sent twice.
"""
