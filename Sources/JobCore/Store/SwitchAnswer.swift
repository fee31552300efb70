// What an exchange of places came to.

/// The two jobs as they are now, or why nothing was done.
enum SwitchAnswer<Value: Sendable>: Sendable {
  case done(Value, Value)
  case refused(JobError)
}
