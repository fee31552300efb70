"""The worker half of jobd: it runs registered handlers, as a worker process or as a remote worker."""
