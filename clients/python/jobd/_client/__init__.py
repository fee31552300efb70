"""The client's half of the module: programs that submit jobs and wait for them."""
