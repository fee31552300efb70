// Tasks on the thread of an event loop: in order, and on no other thread.

import NIOCore
import NIOPosix
import Testing

@testable import JobClient

@Suite struct LoopExecutorTests {
  @Test func taskAndItsChildrenRunOnTheThreadOfTheLoop() async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.any()
    let executor = LoopExecutor(loop)
    let isOnLoop = await withTaskExecutorPreference(executor) {
      async let child = loop.inEventLoop
      await Task.yield()
      return [loop.inEventLoop, await child, loop.inEventLoop]
    }
    #expect(isOnLoop == [true, true, true])
    #expect(!loop.inEventLoop)
    try await group.shutdownGracefully()
  }
}
