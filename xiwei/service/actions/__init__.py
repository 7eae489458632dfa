"""Do it, by verb: asking, promising, waiting, ending, declining, merging, ordering, handing, clocks, duty, groups."""
