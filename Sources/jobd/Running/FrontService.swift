// The front as a service of the daemon's group; the engine is one, too. They start together. The engine ends first, while
// the front still answers, then the front.

import HTTPFront
import ServiceLifecycle

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
