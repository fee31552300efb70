// A member of a batch, as far as it is looked at before its turn comes: what cannot be read holds up no other.

/// A member that has been found.
struct MemberRow: Equatable {
  let id: JobID
  /// As it was when it was found; `nil` if it is none that is known.
  let state: JobState?

  /// Whether it may be cancelled; of one whose state is not known that is found out when its turn comes.
  var mayBeLive: Bool { !(state?.isTerminal ?? false) }
}
