"""Places: the gazetteer that the package carries, how people type them, and which commune a point lies in.

Pure code: no database, no web framework, no network. `build_gazetteer` alone reaches package registries.
"""
