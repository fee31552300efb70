// How many jobs of a limit key run, and how many stand in which line.

import Testing

@testable import JobCore

@Suite struct LimitBookTests {
  private let here = LimitMemory.Place(queue: 1, lane: "/a")

  private func book(max: Int = 1) -> LimitBook {
    var book = LimitBook()
    book.add(LimitMemory(id: 5, key: "k", max: max))
    book.commit()
    return book
  }

  private func links(isParked: Bool = false) -> JobLinks {
    JobLinks(queue: 1, limit: 5, isParked: isParked, lane: "/a")
  }

  @Test func jobIsCountedWhereItIsFromItsFirstMomentToItsEnd() {
    var book = book()
    book.note(links(), from: nil, to: .queued, queue: 1)
    #expect(book[5]?.lines == [here: LimitMemory.Line(admitted: 0, parked: 1)])
    #expect(book[5]?.references == 1 && book[5]?.running == 0)
    book[5]?.lines[here] = LimitMemory.Line(admitted: 1, parked: 0)
    book.note(links(), from: .queued, to: .running, queue: 1)
    #expect(book[5]?.lines == [here: LimitMemory.Line()])
    #expect(book[5]?.references == 1 && book[5]?.running == 1)
    book.note(links(), from: .running, to: .retrying, queue: 1)
    #expect(book[5]?.references == 1 && book[5]?.running == 0)
    book.note(links(), from: .retrying, to: .cancelled, queue: 1)
    #expect(book[5]?.references == 0 && book[5]?.lines == [here: LimitMemory.Line()])
  }

  @Test func jobThatNobodySeesLeavesThoseThatNobodySees() {
    var book = book()
    book[5]?.lines[here] = LimitMemory.Line(admitted: 1, parked: 2)
    book.note(links(isParked: true), from: .queued, to: .cancelled, queue: 1)
    #expect(book[5]?.lines == [here: LimitMemory.Line(admitted: 1, parked: 1)])
  }

  @Test func jobThatIsGivenToAnotherQueueStandsInItsLine() {
    var book = book()
    book[5]?.lines[here] = LimitMemory.Line(admitted: 1, parked: 0)
    book.note(links(), from: .queued, to: .queued, queue: 2)
    let there = LimitMemory.Place(queue: 2, lane: "/a")
    #expect(book[5]?.lines == [here: LimitMemory.Line(), there: LimitMemory.Line(admitted: 0, parked: 1)])
  }

  /// Whoever brings it back knows whether it had its key meanwhile.
  @Test func jobThatComesBackToLifeIsNotCountedHere() {
    var book = book()
    book.note(links(), from: .failed, to: .queued, queue: 1)
    #expect(book[5]?.references == 0 && book[5]?.lines[here]?.parked == 1)
  }

  @Test func noMoreMayStartThanThereIsRoomFor() {
    var limit = LimitMemory(id: 5, key: "k", max: 2)
    limit.running = 1
    #expect(limit.permits == 1)
    limit.running = 3
    #expect(limit.permits == 0)
  }

  @Test(arguments: [
    (references: 0, admitted: 0, parked: 0, isToBe: true), (references: 3, admitted: 2, parked: 0, isToBe: false),
    (references: 3, admitted: 3, parked: 0, isToBe: true), (references: 3, admitted: 0, parked: 1, isToBe: true),
    (references: 1, admitted: 0, parked: 0, isToBe: false),
  ])
  func keyIsLookedAtIfItsLineDoesNotFit(_ row: (references: Int, admitted: Int, parked: Int, isToBe: Bool)) {
    var limit = LimitMemory(id: 5, key: "k", max: 2)
    limit.references = row.references
    limit.lines[here] = LimitMemory.Line(admitted: row.admitted, parked: row.parked)
    #expect(limit.isToBeAdmitted == row.isToBe)
  }

  @Test func onlyKeysWhoseJobsMovedAreLookedAt() {
    var book = book()
    book.note(JobLinks(queue: 1), from: nil, to: .queued, queue: 1)
    book.note(JobLinks(queue: 1, limit: 6), from: nil, to: .queued, queue: 1)
    #expect(book.changed.isEmpty && book[6] == nil && book.count == 1)
    book.note(links(), from: nil, to: .held, queue: 1)
    #expect(book.changed.all == [5])
  }

  @Test func keyIsFoundByItsBytesUntilItIsForgotten() throws {
    var book = book()
    book.add(LimitMemory(id: 3, key: "caf\u{e9}", max: 1))
    #expect(book.id(of: "k") == 5 && book.id(of: "caf\u{e9}") == 3)
    // It looks the same, and is another one.
    #expect(book.id(of: "cafe\u{301}") == nil)
    book.remove(try #require(book[5]))
    #expect(book.id(of: "k") == nil && book[5] == nil && book.count == 1)
    // Its number is given to no other.
    #expect(book.lastID == 5)
  }

  @Test func failedTransactionLeavesTheKeysAsTheyWere() throws {
    var book = book()
    let before = book
    book.begin()
    book.note(links(), from: nil, to: .queued, queue: 1)
    book[5]?.max = 9
    book.add(LimitMemory(id: 6, key: "new", max: 1))
    book.remove(try #require(book[5]))
    book.rollBack()
    #expect(book == before && book.lastID == 5 && book.id(of: "k") == 5 && book.id(of: "new") == nil)
    #expect(book.changed.isEmpty && book[5]?.max == 1)
  }
}
