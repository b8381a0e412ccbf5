"""The demonstration: a fictional, plausible network on real communes, and the offers of its days."""
