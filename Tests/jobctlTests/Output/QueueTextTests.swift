// Queues as people read them: what is special about each.

import JobWire
import Testing

@testable import jobctl

@Suite struct QueueTextTests {
  @Test func queuesTellWhatIsSpecial() {
    var queue = QueueView(name: "mail", slots: 2, paused: true, jobs: StateCounts())
    #expect(QueueText.sentence(queue) == "Queue mail has 2 slots, paused.")
    queue.paused = false
    queue.slots = nil
    #expect(QueueText.sentence(queue) == "Queue mail uses all slots of the daemon.")
    queue.rate = RateSpec(count: 10, per: .seconds(1), burst: 20)
    queue.maxQueued = 100
    queue.aging = .seconds(60)
    queue.defaultTimeout = .seconds(3_600)
    #expect(QueueText.remarks(queue) == "10/1s:20, at most 100 waiting, aging 1m, timeout 1h")
    queue.runAs = "ann"
    #expect(QueueText.remarks(queue).hasSuffix(", timeout 1h, run as ann"))
    queue.callbacks = []
    #expect(QueueText.remarks(queue).hasSuffix(", run as ann") && QueueText.callbacks(queue).isEmpty)
    queue.callbacks = [CallbackSpec(url: "https://x/h", on: .failure)]
    #expect(QueueText.remarks(queue).hasSuffix(", run as ann, 1 callback"))
    queue.callbacks?.append(CallbackSpec(argv: ["sh", "-c", "a b"]))
    #expect(QueueText.remarks(queue).hasSuffix(", 2 callbacks"))
    #expect(QueueText.callbacks(queue) == ["mail: https://x/h (failure)", "mail: sh -c 'a b' (any)"])
  }
}
