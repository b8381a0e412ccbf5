"""Two tiny benchmark files of our own, in the forms of Li & Lim and of Sartori & Buriol."""

LILIM = """\
3\t10\t1
0\t0\t0\t0\t0\t100\t0\t0\t0
1\t3\t4\t5\t0\t50\t2\t0\t2
2\t6\t8\t-5\t0\t60\t2\t1\t0
3\t3\t0\t7\t0\t50\t2\t0\t4
4\t0\t4\t-7\t0\t60\t2\t3\t0
"""

SARTORI = """\
NAME: tiny-n4
LOCATION: nowhere
COMMENT: made up
TYPE: PDPTW
SIZE: 5
DISTRIBUTION: none
DEPOT: central
ROUTE-TIME: 30
TIME-WINDOW: 60
CAPACITY: 10
NODES
0 0.0 0.0 0 0 100 0 0 0
1 0.1 0.0 4 0 50 1 0 2
2 0.2 0.0 -4 0 60 1 1 0
3 0.0 0.1 5 0 50 1 0 4
4 0.0 0.2 -5 0 60 1 3 0
EDGES
0 5 9 5 9
5 0 4 7 9
9 4 0 9 9
5 7 9 0 4
9 9 9 4 0
EOF
"""
