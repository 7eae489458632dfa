"""What goes into an evidence pack: what is left out (withholding), how it reads (reading), how it is packed (bundle).

`verify.py` goes into each pack as it is: one file, plain Python, that checks all of it without us.
"""
