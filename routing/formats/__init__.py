"""File formats: the contract's JSON, Li & Lim, Sartori & Buriol."""
