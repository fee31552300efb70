// Pauses between attempts to reach a daemon that is away.

import Testing

@testable import JobClient

@Suite struct ReconnectPauseTests {
  @Test func pausesGrowToABound() {
    var pause = ReconnectPause()
    let pauses = (0..<8).map { _ in pause.next(share: 1) }
    #expect(pauses == [100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000].map { .milliseconds($0) })
    pause.reset()
    #expect(pause.next(share: 1) == .milliseconds(100))
  }

  @Test func clientsDoNotComeAllAtOnce() {
    var pause = ReconnectPause()
    #expect(pause.next(share: 0) == .milliseconds(50))
    for _ in 0..<100 {
      var drawn = ReconnectPause()
      #expect((Duration.milliseconds(50)...(.milliseconds(100))).contains(drawn.next()))
    }
  }
}
