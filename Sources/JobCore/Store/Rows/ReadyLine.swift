// Where queued jobs stand, and which of them are looked for.

/// Ready jobs of one queue that need the same room.
struct ReadyLine {
  enum Lane: Equatable {
    /// They need nothing but slots.
    case plain
    case named(String)
    /// All lanes of remote workers.
    case remote
    /// Those that wait for nothing but their limit keys, whatever else they need: no claim looks there.
    case parked
  }

  /// Jobs of one priority, by when they became ready.
  struct Part: Equatable {
    enum Span: Equatable {
      /// In this moment; those whose numbers are from the one to the other, in the order of these.
      case same(first: Int64, last: Int64)
      /// After it, the first of them first.
      case later
      /// Before it, the last of them first.
      case earlier
    }

    let priority: Int
    let readyAt: Int64
    let moments: Span
  }

  let queue: Int64
  let lane: Lane
  let max: Int
  /// Only those of the highest priority that there is below this one; `nil` is all, the highest first.
  var belowPriority: Int?
  /// Only these.
  var part: Part?
}

/// Queued jobs of one limit key that wait for the same executor in the same queue.
struct LimitLine {
  enum Side {
    /// Those that a claim does not see yet, the first in line first.
    case bestParked
    /// Those that a claim sees, the last in line first.
    case worstAdmitted
  }

  let limit: Int64
  let queue: Int64
  let lane: String?
  let side: Side
  let max: Int
}
