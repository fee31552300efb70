// Which pools of threads can be had.

import TestSupport
import Testing

@testable import JobCore

@Suite struct PoolSettingsValidationTests {
  @Test(arguments: ["host", "external", "remote", "async", "process", "", "a/b", "a b"])
  func namesThatMeanSomethingElseAreRefused(_ name: String) {
    #expect(PoolSettings(threads: 1).faults(name: name).map(\.field).contains("name"))
  }

  @Test func thePoolThatIsAlwaysThereCanBeGivenASize() {
    #expect(PoolSettings(threads: 1).faults(name: "thread").isEmpty)
  }

  @Test(arguments: [0, -1, 513, Int.max, Int.min]) func sizesOutOfRangeAreRefused(_ threads: Int) {
    #expect(PoolSettings(threads: threads).faults(name: "db").map(\.field) == ["threads"])
  }

  @Test func poolOfNoThreadsKeepsTheQueueFromOpening() async throws {
    let scratch = try TemporaryDirectory()
    await #expect(throws: OpenError.self) {
      _ = try await EngineBench.open(scratch) { $0.pools = ["db": PoolSettings(threads: 0)] }
    }
  }
}
