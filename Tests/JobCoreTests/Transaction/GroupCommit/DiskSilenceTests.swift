// A disk that takes nothing is borne for as long as was said, and forgiven with the first thing it takes.

import Testing

@testable import JobCore

@Suite struct DiskSilenceTests {
  private let full = StoreError.full(statement: "s")

  @Test func faultIsTheDisksAndNobodyElses() {
    var disk = DiskSilence()
    disk.note(.illegal(statement: "s", message: "m"))
    disk.note(.overloaded)
    #expect(disk.fault == nil && !disk.isFull)
    disk.note(.io(statement: "s", code: 10, message: "m"))
    #expect(disk.fault != nil && !disk.isFull)
    disk.note(full)
    #expect(disk.fault == full && disk.isFull)
    disk.end()
    #expect(disk.fault == nil && !disk.isFull && disk.lastError == nil)
  }

  @Test func patienceBeginsWithTheFirstError() {
    var disk = DiskSilence()
    let isBorne = disk.bears(full)
    #expect(isBorne, "for ever, if nobody says how long")
    disk.patience = .zero
    let isBorneNoMore = !disk.bears(full)
    #expect(isBorneNoMore)
    disk.patience = .seconds(3_600)
    let isBorneAgain = disk.bears(full)
    #expect(isBorneAgain && disk.lastError == full)
  }
}
