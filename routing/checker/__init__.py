"""An independent check of a plan: every rule of the contract, counted again from the problem alone."""
