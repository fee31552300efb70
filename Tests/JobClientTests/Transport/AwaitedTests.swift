// A value that several may give: the first counts, whenever somebody waits for it.

import Testing

@testable import JobClient

@Suite struct AwaitedTests {
  @Test func firstValueCounts() async {
    let awaited = Awaited<Int>()
    #expect(awaited.give(1))
    #expect(!awaited.give(2))
    #expect(await awaited.value(ifCancelled: 3) == 1)
    #expect(!awaited.give(4))
  }

  @Test func whoWaitsIsWoken() async {
    let awaited = Awaited<Int>()
    async let value = awaited.value(ifCancelled: 3)
    #expect(awaited.give(1))
    #expect(await value == 1)
  }

  @Test func cancelIsAValueToo() async {
    let awaited = Awaited<Int>()
    let task = Task { await awaited.value(ifCancelled: 3) }
    task.cancel()
    #expect(await task.value == 3)
    #expect(!awaited.give(1), "whoever brings something later has to know that nobody takes it")
  }
}
