"""What the compiled router gains over the first version, over simulated days and on the problems that they pose."""
