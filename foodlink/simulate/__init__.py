"""Whole days played through the services on a simulated clock, under one policy and another."""
