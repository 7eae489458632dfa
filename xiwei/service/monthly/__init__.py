"""The month's sign-off to file and to hand on: what it tells (telling), as a PDF (paper) and as a book of sheets (sheet).

Both are drawn of the same tables, so that no figure differs between them; in Chinese, as everything that is kept.
"""
