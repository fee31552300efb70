// How many streams of events there may be: each holds a connection for as long as its reader likes.

import Synchronization

/// The seats of a front.
final class EventSeats: Sendable {
  private let max: Int
  private let taken = Atomic(0)

  init(max: Int) {
    self.max = max
  }

  var takenCount: Int { taken.load(ordering: .relaxed) }

  /// `nil` if there is none left.
  func take() -> Seat? {
    if taken.wrappingAdd(1, ordering: .relaxed).newValue > max {
      taken.wrappingSubtract(1, ordering: .relaxed)
      return nil
    }
    return Seat(self)
  }

  /// Given back when nobody holds it any more, however its request ends.
  final class Seat: Sendable {
    private let seats: EventSeats

    fileprivate init(_ seats: EventSeats) {
      self.seats = seats
    }

    deinit {
      seats.taken.wrappingSubtract(1, ordering: .relaxed)
    }
  }
}
