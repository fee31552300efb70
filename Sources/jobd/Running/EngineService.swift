// The engine and the front as services of one group, so that they start together and end in order: first the engine,
// while the front still answers, then the front.

import HTTPFront
import JobCore
import ServiceLifecycle

/// Runs the engine; a graceful shutdown is a drain.
struct EngineService: Service {
  let queue: JobQueue

  func run() async throws {
    await withGracefulShutdownHandler {
      await queue.run()
    } onGracefulShutdown: {
      queue.stop(.drain)
    }
  }
}

/// Runs the front; a graceful shutdown lets requests in flight finish.
struct FrontService: Service {
  let front: HTTPFront

  func run() async throws {
    await withGracefulShutdownHandler {
      await front.run()
    } onGracefulShutdown: {
      front.beginShutdown()
    }
  }
}
