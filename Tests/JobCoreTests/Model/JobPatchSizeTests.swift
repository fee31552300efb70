// How much an edit writes for each job.

import Testing

@testable import JobCore

@Suite struct JobPatchSizeTests {
  @Test func longValuesCount() {
    var patch = JobPatch()
    patch.name = .set("n")
    #expect(patch.writtenBytes == 0)
    patch.process.stdin = .set([UInt8](repeating: 0, count: 5_000))
    patch.process.environment = ["A": "12"]
    #expect(patch.writtenBytes == 5_003)
    patch.process.stdin = .clear
    patch.work = .handler(name: nil, payload: .set("[1]"))
    #expect(patch.writtenBytes == 6)
  }
}
