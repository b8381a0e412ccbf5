"""The compiled inside of the search: plain loops over arrays, the only room that imports numba.

`layout` says what the arrays hold, `compiling` how functions are compiled and where the machine code is kept.
"""
