// Filters as options.

import ArgumentParser
import JobWire
import Testing

@testable import jobctl

@Suite struct FilterOptionsTests {
  @Test func endsAttemptsAndTextsBecomeAFilter() throws {
    let filter = try FilterOptions.parse([
      "--finished-since", "2026-11-22T08:00:00Z", "--finished-until", "2026-11-23T08:00:00Z", "--attempts", ">1",
      "--search", "rsync /srv",
    ]).filter()
    #expect(filter.finishedSince == WireTime(parsing: "2026-11-22T08:00:00Z"))
    #expect(filter.finishedUntil == WireTime(parsing: "2026-11-23T08:00:00Z"))
    #expect(filter.attempts == .moreThan(1) && filter.text == "rsync /srv")
  }

  @Test(arguments: [
    ["--search", ""], ["--search", String(repeating: "a", count: 201)], ["--attempts", "few"], ["--attempts", "-1"],
    ["--finished-since", "later"],
  ])
  func whatCannotBeMeantIsRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try FilterOptions.parse(arguments) }
  }
}
