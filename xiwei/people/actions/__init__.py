"""Do it, by subject: the only writers of people's rows, a file for each noun."""
