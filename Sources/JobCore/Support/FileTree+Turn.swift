// How much of a tree is removed at a time, and of whose: its owner may be somebody else, who goes on making files.

import Glibc

extension FileTree {
  /// One go at a tree.
  struct Turn {
    private var entriesLeft: Int
    private let until: ContinuousClock.Instant?
    private let spares: Bool
    /// Whose directories are emptied; `nil` is anybody's.
    private var owner: uid_t?
    /// What has been removed or moved so far.
    var changes = 0

    /// All of the tree, whatever is in it.
    init() {
      (entriesLeft, until, spares) = (.max, nil, false)
    }

    /// At most so many entries in so long a time. If another user owns the tree, only that user's directories are
    /// emptied: what lies in those of others is not the user's to remove, and so not ours on the user's behalf.
    init(entriesMax: Int, micros: Int64) {
      (entriesLeft, until, spares) = (entriesMax, .now + .micros(micros), true)
    }

    /// What is left is for another turn.
    var isOver: Bool { entriesLeft == 0 }

    /// Who owns the directory at the top. In one that is still our own, all is ours.
    mutating func begin(_ top: uid_t) {
      if spares && top != geteuid() { owner = top }
    }

    func mayEmpty(_ other: uid_t) -> Bool {
      owner == nil || owner == other
    }

    /// Whether one more entry is looked at.
    mutating func takesOne() -> Bool {
      if entriesLeft == 0 { return false }
      entriesLeft -= 1
      // Not for each: a clock costs as much as a small file.
      if entriesLeft % 16 == 0, let until, ContinuousClock.now >= until { entriesLeft = 0 }
      return true
    }
  }
}
