"""What jobd should do with random verbs: a dictionary that follows the documented states, and the walk beside it."""
