// Which commits leave room to copy the log.

import Testing

@testable import JobCore

@Suite struct CommitRoomTests {
  private let page = Limits.databasePageBytes

  private func room(free: Int64, filePages: Int64, pages: Int) -> CommitRoom {
    CommitRoom(freeBytes: free * page, databaseBytes: filePages * page, pages: pages)
  }

  @Test func growthNeedsRoomForTheLogAndForItsCopy() {
    let reserve = 10 * page
    // 5 pages for the log; 7 for the copy, of which 2 are from before; and the reserve.
    #expect(room(free: 22, filePages: 100, pages: 102).suffices(pages: 107, reserve: reserve))
    #expect(!room(free: 21, filePages: 100, pages: 102).suffices(pages: 107, reserve: reserve))
    #expect(room(free: 12, filePages: 100, pages: 102).suffices(pages: 107, reserve: 0))
  }

  @Test func pagesThatTheFileHasAlreadyAreCopiedWithoutRoom() {
    #expect(room(free: 5, filePages: 120, pages: 102).suffices(pages: 107, reserve: 0))
  }

  @Test func whatDoesNotMakeTheDatabaseLargerNeedsNoRoom() {
    #expect(room(free: 0, filePages: 110, pages: 110).suffices(pages: 110, reserve: page))
    #expect(room(free: 0, filePages: 110, pages: 110).suffices(pages: 109, reserve: page))
  }

  /// Its part of the log would take the room that the copy needs.
  @Test func logThatMakesTheFileLongerIsCopiedBeforeItsRoomIsTaken() {
    #expect(!room(free: 11, filePages: 100, pages: 110).suffices(pages: 110, reserve: 2 * page))
    #expect(room(free: 12, filePages: 100, pages: 110).suffices(pages: 110, reserve: 2 * page))
  }

  /// It may be what makes room.
  @Test func whereTheLogCannotBeCopiedAnyhowNothingIsKeptForIt() {
    #expect(!room(free: 9, filePages: 100, pages: 110).canCopy)
    #expect(room(free: 9, filePages: 100, pages: 110).suffices(pages: 110, reserve: page))
    #expect(!room(free: 9, filePages: 100, pages: 110).suffices(pages: 111, reserve: 0))
  }
}
