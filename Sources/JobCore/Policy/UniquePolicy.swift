// What a submission with a unique key gets when the key is taken. Pure.

/// The decision on a unique key.
enum UniquePolicy {
  enum Decision: Equatable {
    /// The key is free.
    case take
    case refuse
    case returnHolder
    /// The holder has not started: it is cancelled in the transaction that stores its successor.
    case cancelHolder
  }

  /// - Parameters:
  ///   - holder: the state of the job that has the key; `nil` if it is gone.
  ///   - freeAt: when the key is free after the holder's end.
  static func decide(_ conflict: UniqueRule.Conflict, holder: JobState?, freeAt: Timestamp?, now: Timestamp) -> Decision
  {
    let isHeld = holder.map { !$0.isTerminal } ?? false
    if !isHeld && freeAt.map({ $0 <= now }) ?? true { return .take }
    switch conflict {
    case .reject: return .refuse
    case .return: return holder == nil ? .refuse : .returnHolder
    // A running holder would be a second unfinished job with the key until it has ended.
    case .replace: return isHeld && holder != .running ? .cancelHolder : .refuse
    }
  }
}
