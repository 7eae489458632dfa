"""Find it, by noun: tickets, orders, duty (who comes), boards (what the director sees)."""
