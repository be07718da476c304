"""The content of the demo: invented firms, people and rooms, with the real catalogue of courses.

`seed.py` brings it in through the services, so that it obeys every rule. What is planned stands in
`programme.py`, one line for each group, and repeats every ten weeks: the demo never runs empty.
"""
