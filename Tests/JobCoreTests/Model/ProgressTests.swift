// Reports of progress: what is one, and what share it means.

import Testing

@testable import JobCore

@Suite struct ProgressTests {
  private static let at = Timestamp(micros: 0)

  @Test func theShareIsReckonedFromWhatIsDone() throws {
    #expect(try Progress(done: 3, total: 4, at: Self.at).fraction == 0.75)
    #expect(try Progress(done: 0, total: 0, at: Self.at).fraction == 1)
    #expect(try Progress(done: 3, at: Self.at).fraction == nil)
    #expect(try Progress(fraction: 1, at: Self.at).fraction == 1)
    #expect(try Progress(note: "compiling", at: Self.at).fraction == nil)
  }

  @Test(
    arguments: [
      (1.5, nil, nil, "fraction"), (-0.1, nil, nil, "fraction"), (.nan, nil, nil, "fraction"),
      (0.5, 1, nil, "fraction"),
      (nil, nil, nil, "fraction"), (nil, -1, nil, "done"), (nil, 1, -1, "total"), (nil, nil, 4, "done"),
      (nil, 5, 4, "done"),
    ] as [(Double?, Int64?, Int64?, String)])
  func whatIsNoneIsNamed(_ fraction: Double?, _ done: Int64?, _ total: Int64?, _ field: String) {
    let fault = #expect(throws: ProgressFault.self) {
      try Progress(fraction: fraction, done: done, total: total, at: Self.at)
    }
    #expect(fault?.field == field)
  }

  @Test func aNoteHasItsBytes() throws {
    let longest = String(repeating: "a", count: Limits.progressNoteBytesMax)
    #expect(try Progress(note: longest, at: Self.at).note == longest)
    #expect(throws: ProgressFault.self) { try Progress(note: longest + "a", at: Self.at) }
  }
}
