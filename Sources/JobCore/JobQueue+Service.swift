// A queue is a service: it runs in a ServiceGroup beside others, and ends with it.

public import ServiceLifecycle

extension JobQueue: Service {}
