"""Speak HTTP, a file for each face or thing: ticket, report, today, orders, take, morning, board, place, groups…"""
