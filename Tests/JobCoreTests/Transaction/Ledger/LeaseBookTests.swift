// What holds of leases though it is not written goes with its transaction.

import TestSupport
import Testing

@testable import JobCore

@Suite struct LeaseBookTests {
  private let stop = UnwrittenStop(start: 1, cancel: Lease.Cancel(cause: .cancel, reason: "why"))

  @Test func failedTransactionTakesRenewalsAndStopsBack() {
    var book = LeaseBook()
    book.renewals[JobID(1)] = .noon
    book.stops[JobID(1)] = stop
    book.commit()
    let before = book
    book.renewals[JobID(1)] = .noon + 1
    book.renewals[JobID(2)] = .noon
    book.stops[JobID(1)] = nil
    book.rollBack()
    #expect(book == before && book.renewals.all == [JobID(1): .noon] && book.stops.all == [JobID(1): stop])
  }

  @Test func lastThatWasSaidOfALeaseHolds() {
    var book = LeaseBook()
    for micros: Int64 in [3, 9, 5] { book.renewals[JobID(1)] = .noon + micros }
    book.stops[JobID(1)] = UnwrittenStop(start: 1, cancel: Lease.Cancel(cause: .timeout, reason: nil))
    book.stops[JobID(1)] = stop
    book.commit()
    book.rollBack()
    #expect(book.renewals.all == [JobID(1): .noon + 5] && book.stops.all == [JobID(1): stop])
  }
}
