// Large batches are cut into parts that one request can hold.

import JobWire
import Testing

@testable import jobctl

@Suite struct BatchFillingTests {
  @Test(arguments: [(0, []), (1, [1]), (3, [3]), (4, [3, 1]), (7, [3, 3, 1])]) func partsAreBoundedByCount(
    count: Int, sizes: [Int]
  ) {
    let jobs = Array(repeating: SubmitRequest(shell: "x"), count: count)
    #expect(BatchFilling.parts(jobs, jobsMax: 3).map(\.count) == sizes)
  }

  @Test func partsAreBoundedByBytes() {
    let long = SubmitRequest(shell: String(repeating: "x", count: 100))
    let short = SubmitRequest(shell: "x")
    let parts = BatchFilling.parts([short, long, short, short, long], bytesMax: 60)
    #expect(parts == [[short], [long], [short, short], [long]])
  }
}
