// Orders to stop: the strongest cause counts, and none makes an attempt's time longer.

import Synchronization
import Testing

@testable import JobCore

@Suite struct AttemptControlTests {
  /// A control whose orders are noted.
  private func noted(_ grace: Int64 = 100) -> (AttemptControl, Box) {
    let (control, box) = (AttemptControl(graceMicros: grace), Box())
    control.onStop { box.add($0.graceMicros) }
    return (control, box)
  }

  private final class Box: Sendable {
    private let orders = Mutex<[Int64]>([])
    var all: [Int64] { orders.withLock { $0 } }
    func add(_ grace: Int64) { orders.withLock { $0.append(grace) } }
  }

  @Test func theFirstOrderHasTheGraceOfTheJob() {
    let (control, box) = noted()
    control.stop(.timeout)
    #expect(box.all == [100] && control.stopped?.cause == .timeout)
  }

  @Test func onlyAShorterGraceIsNews() {
    let (control, box) = noted()
    control.stop(.timeout)
    control.stop(.cancel, reason: "enough")
    control.stop(.cancel, graceMicros: 200)
    control.stop(.cancel, graceMicros: 50)
    control.kill(.cancel)
    #expect(box.all == [100, 50, 0])
  }

  @Test func aStrongerCauseTakesTheReasonWithIt() throws {
    let (control, _) = noted()
    control.stop(.shutdown)
    control.stop(.cancel, reason: "enough")
    control.stop(.shutdown)
    let stopped = try #require(control.stopped)
    #expect(stopped.cause == .cancel && stopped.reason == "enough")
  }

  @Test func anOrderThatCameFirstIsHeard() {
    let (control, box) = (AttemptControl(graceMicros: 100), Box())
    control.stop(.cancel)
    control.onStop { box.add($0.graceMicros) }
    #expect(box.all == [100])
  }

  @Test func freezeThatCameFirstIsHeardByTheCommand() {
    let (control, command) = (AttemptControl(graceMicros: 0), NotedCommand())
    control.setFrozen(true)
    control.runs(command)
    control.setFrozen(false)
    #expect(command.asked == ["freeze", "thaw"])
  }

  @Test func freezeThatWasUndoneBeforeTheCommandIsNotHeard() {
    let (control, command) = (AttemptControl(graceMicros: 0), NotedCommand())
    control.setFrozen(true)
    control.setFrozen(false)
    control.runs(command)
    #expect(command.asked.isEmpty)
    control.end()
    control.setFrozen(true)
    #expect(command.asked.isEmpty, "it is over")
  }

  @Test func afterTheEndNothingIsHeard() {
    let (control, box) = noted()
    control.end()
    control.stop(.cancel)
    #expect(box.all.isEmpty && control.stopped == nil)
  }
}
