// What the writer remembers of batches, and what of it is to be written.

import TestSupport
import Testing

@testable import JobCore

@Suite struct BatchBookTests {
  private func batch(_ id: Int64) -> BatchRow {
    BatchRow(
      id: id, name: nil, isFailFast: false, staysOpen: true, isOpen: true, isCancelRequested: false,
      counts: [Int](repeating: 0, count: JobState.allCases.count), createdAt: .noon, submittedBy: nil)
  }

  /// What is to be written, in words.
  private func written(_ book: inout BatchBook) -> Set<String> {
    Set(
      book.takeChanges().map { change in
        switch change {
        case .add(let row): "add \(row.id) \(row.isOpen ? "open" : "closed")"
        case .set(let row): "set \(row.id) \(row.isOpen ? "open" : "closed")"
        case .remove(let id): "remove \(id)"
        }
      })
  }

  @Test func whatWasReadIsKnownAndNotWritten() {
    var book = BatchBook()
    #expect(!book.isKnown(1))
    book.found(batch(1))
    #expect(book.isKnown(1) && book[1] == batch(1))
    #expect(written(&book).isEmpty)
  }

  @Test func eachIsWrittenOnceAsItIsInTheEndAndAddedOnce() {
    var book = BatchBook()
    book.found(batch(1))
    book.add(batch(2))
    for id: Int64 in [1, 2, 2] { book.change(id) { $0.isOpen.toggle() } }
    #expect(written(&book) == ["set 1 closed", "add 2 open"])
    #expect(written(&book).isEmpty)
    // It has a row by now.
    book.change(2) { $0.isOpen = false }
    #expect(written(&book) == ["set 2 closed"])
  }

  @Test func oneThatIsNotRememberedIsNotChanged() {
    var book = BatchBook()
    book.change(9) { $0.isOpen = false }
    #expect(!book.isKnown(9) && written(&book).isEmpty)
  }

  @Test func oneThatIsRemovedIsNotWrittenAndHasARowOrHasNone() {
    var book = BatchBook()
    book.found(batch(1))
    book.change(1) { $0.isOpen = false }
    book.add(batch(2))
    book.add(batch(3))
    let haveRows = [book.remove(1), book.remove(2)]
    #expect(haveRows == [true, false])
    #expect(written(&book) == ["add 3 open"])
    let hasRow = book.remove(3)
    #expect(hasRow)
    #expect(!book.isKnown(1) && !book.isKnown(2) && !book.isKnown(3))
  }

  @Test func failedTransactionHasNothingToWriteAnyMore() {
    var book = BatchBook()
    book.found(batch(1))
    book.commit()
    let before = book
    book.change(1) { $0.counts[0] = 7 }
    book.add(batch(2))
    book.rollBack()
    #expect(book == before && book[1] == batch(1) && !book.isKnown(2))
    #expect(written(&book).isEmpty)
    // It may come again with the same number.
    book.found(batch(2))
    book.change(2) { $0.isOpen = false }
    #expect(written(&book) == ["set 2 closed"])
  }

  @Test func onlyWhenThereAreTooManyAreTheyForgotten() {
    var book = BatchBook()
    for id in 1...Int64(Limits.batchMemoryMax) { book.found(batch(id)) }
    book.commit()
    #expect(book.all.count == Limits.batchMemoryMax)
    book.found(batch(Int64(Limits.batchMemoryMax) + 1))
    #expect(book.isKnown(1))
    book.commit()
    #expect(book.all.isEmpty)
  }
}
