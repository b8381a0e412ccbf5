"""The map of our own drawing: communes as dots, stops and routes above them, tiles behind where the operator has some."""
