"""Requests that are almost right: valid ones, bent by a seed, and what jobd makes of them."""
