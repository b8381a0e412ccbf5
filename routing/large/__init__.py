"""Large days: cut into neighbourhoods that are searched side by side, without the drives between all places."""
