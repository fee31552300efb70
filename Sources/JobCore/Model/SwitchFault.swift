// Why two jobs do not change places.

/// What is against an exchange of places in line, though neither of the two jobs has started.
public enum SwitchFault: Hashable, Sendable {
  /// They are one job.
  case sameJob
  /// They wait in different queues, which have a line each.
  case differentQueues
  /// They have the same priority, and one of them is not in line yet: it has no place to give.
  case nothingToExchange
  /// Too many others became ready in the same moment as one of them, or too soon before and after, and would have to be
  /// moved too.
  case tooManyBeside
}
