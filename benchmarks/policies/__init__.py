"""FoodLink against first come, first served, over simulated days."""
