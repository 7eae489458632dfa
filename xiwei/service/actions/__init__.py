"""Do it, by verb: asking, promising, waiting, ending, declining, merging, ordering, routing, handing, clocks, duty, groups."""
