// Timers ring in the order of their moments, those that were cancelled not at all; compared with a sorted list.

import Synchronization
import Testing

@testable import JobCore

@Suite struct LoopTimersTests {
  @Test(arguments: [UInt64](1...5)) func agreesWithASortedList(_ seed: UInt64) {
    var random = SeededRandom(seed)
    var timers = LoopTimers()
    var model: [LoopTimers.ID: Int64] = [:]
    let rung = Mutex<[Int64]>([])
    var now: Int64 = 0
    for _ in 0..<3_000 {
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5:
        let moment = now + .random(in: 0..<1_000, using: &random)
        let id = timers.add(moment) { rung.withLock { $0.append(moment) } }
        model[id] = moment
      case 5..<8:
        guard let id = model.keys.sorted().randomElement(using: &random) else { continue }
        timers.cancel(id)
        model[id] = nil
      default:
        now += .random(in: 0..<300, using: &random)
        let due = model.filter { $0.value <= now }
        while let ring = timers.takeDue(now) { ring() }
        #expect(rung.withLock { $0 } == due.values.sorted(), "seed \(seed)")
        rung.withLock { $0 = [] }
        for id in due.keys { model[id] = nil }
      }
      #expect(timers.next == model.values.min(), "seed \(seed)")
    }
  }

  @Test func backoffOfACrashingCommandStartsItTenTimesInFiveMinutes() {
    var backoff = WorkerBackoff()
    let pace = WorkerPace()
    var starts: [Int64] = []
    var now: Int64 = 0
    while now < 3_600_000_000 {
      if !backoff.isPausing(now: now) {
        starts.append(now)
        backoff.note(now: now, pace)
      }
      now += 100_000
    }
    for start in starts {
      let inFiveMinutes = starts.filter { $0 >= start && $0 < start + 300_000_000 }.count
      #expect(inFiveMinutes <= 10)
    }
    #expect(starts.count > 50)
    backoff.reset()
    #expect(!backoff.isPausing(now: now) && backoff.failures == 0)
  }

  @Test func failuresOfOnePauseCountOnce() {
    var backoff = WorkerBackoff()
    for _ in 0..<4 { backoff.note(now: 0, WorkerPace()) }
    #expect(backoff.failures == 1 && backoff.untilMicros == 1_000_000)
  }
}
