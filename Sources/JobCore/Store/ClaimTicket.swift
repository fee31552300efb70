// One claim of a remote worker on its way: what it is withdrawn by, even before it has arrived.

import Synchronization

/// A claim's number, in the order of arrival, and whether anybody still wants its answer.
final class ClaimTicket: Sendable {
  let number: Int
  private let isGone = Atomic<Bool>(false)

  init(_ number: Int) {
    self.number = number
  }

  var isWithdrawn: Bool { isGone.load(ordering: .acquiring) }

  func withdraw() {
    isGone.store(true, ordering: .releasing)
  }
}
