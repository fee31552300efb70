// What happens to a job between its claim and the start of its attempt reaches the attempt.

import Testing

@testable import JobCore

@Suite struct LiveAttemptsTests {
  private let live = LiveAttempts()
  private let fence = Fence(job: JobID(7), start: 2, boot: 1)

  private func attempt() -> (control: AttemptControl, timer: AttemptTimer) {
    let control = AttemptControl(graceMicros: 0)
    return (control, AttemptTimer(control, timeoutMicros: 60_000_000, deadline: nil))
  }

  @Test func limitsChangedBeforeTheAttemptBeginsAreKept() {
    live.deliver(LimitChange(fence: fence, timeoutMicros: 5_000_000, deadline: nil))
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    #expect(timer.start() == 5_000_000)
    timer.end()
  }

  @Test func limitsChangedBeforeTheWorkStartsAreNotOverwritten() {
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    live.deliver(LimitChange(fence: fence, timeoutMicros: nil, deadline: nil))
    #expect(timer.start() == nil)
    timer.end()
  }

  @Test func limitsForAnotherStartAreNotForThisOne() {
    live.deliver(
      LimitChange(fence: Fence(job: fence.job, start: 1, boot: 1), timeoutMicros: 5_000_000, deadline: nil))
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    #expect(timer.start() == 60_000_000)
    timer.end()
  }

  @Test func changeForTheNextStartWaitsWhileThisOneEnds() {
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    let next = Fence(job: fence.job, start: 3, boot: 1)
    live.deliver(LimitChange(fence: next, timeoutMicros: 5_000_000, deadline: nil))
    live.end(fence)
    #expect(timer.start() == 60_000_000)
    let later = attempt()
    live.begin(next, later.control, later.timer)
    #expect(later.timer.start() == 5_000_000)
    timer.end()
    later.timer.end()
  }

  @Test func inputReachesTheStartThatItIsFor() async {
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    let command = NotedCommand()
    let early = await live.send(InputOrder(bytes: [1]), to: fence.job, start: 2)
    #expect(early == .refused(.over(acceptedBytes: 0)), "there is no command yet")
    control.runs(command)
    for other in [1, 3] {
      let answer = await live.send(InputOrder(bytes: [1]), to: fence.job, start: other)
      #expect(answer == .refused(.over(acceptedBytes: 0)), "\(other)")
    }
    let order = InputOrder(bytes: [1, 2], isLast: true)
    #expect(await live.send(order, to: fence.job, start: 2) == .accepted(2, isClosed: true))
    #expect(command.asked == ["send [1, 2]"])
    control.end()
    let late = await live.send(InputOrder(bytes: [1]), to: fence.job, start: 2)
    #expect(late == .refused(.over(acceptedBytes: 0)))
    timer.end()
  }

  @Test func processIsWaitedForUntilItIsKnown() async {
    let watch = live.watchProcess(fence.job)
    defer { watch.forget() }
    async let process = live.process(fence.job, start: 2, watch, within: 60_000_000)
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    live.record(ProcessRecord(pid: 4_711, startTicks: 1), of: fence)
    #expect(await process?.pid == 4_711)
  }

  @Test func attemptThatEndsWithoutAProcessEndsTheWait() async {
    let watch = live.watchProcess(fence.job)
    defer { watch.forget() }
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    // The end of an earlier start says nothing about this one.
    live.end(Fence(job: fence.job, start: 1, boot: 1))
    async let process = live.process(fence.job, start: 2, watch, within: 60_000_000)
    live.processEnded(fence)
    live.end(fence)
    #expect(await process == nil)
  }

  @Test func signalGoesToTheStartThatIsMeant() {
    let (control, timer) = attempt()
    #expect(!live.signal(15, fence.job, start: 2), "it is not here")
    live.begin(fence, control, timer)
    #expect(!live.signal(15, fence.job, start: 2), "it has no process")
    control.runs(NotedCommand(takes: [15]))
    #expect(live.signal(15, fence.job, start: 2))
    #expect(!live.signal(9, fence.job, start: 2) && !live.signal(15, fence.job, start: 3))
    control.end()
    #expect(!live.signal(15, fence.job, start: 2), "it is over")
  }

  @Test func freezeThatIsEarlyWaitsForItsStart() {
    live.deliver(FreezeOrder(fence: fence, isFrozen: true))
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    let command = NotedCommand()
    control.runs(command)
    live.deliver(FreezeOrder(fence: fence, isFrozen: false))
    live.deliver(FreezeOrder(fence: Fence(job: fence.job, start: 1, boot: 1), isFrozen: true))
    live.deliver(FreezeOrder(fence: Fence(job: fence.job, start: 3, boot: 1), isFrozen: true))
    #expect(command.asked == ["freeze", "thaw"])
    timer.end()
  }

  @Test func whateverStandsStillOrWillIsKnown() {
    #expect(!live.isAnyFrozen)
    live.deliver(FreezeOrder(fence: fence, isFrozen: true))
    #expect(live.isAnyFrozen)
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    #expect(live.isAnyFrozen)
    live.deliver(FreezeOrder(fence: fence, isFrozen: false))
    #expect(!live.isAnyFrozen)
    timer.end()
  }

  @Test func freezeOfAnEarlierStartIsNotForThisOne() {
    live.deliver(FreezeOrder(fence: Fence(job: fence.job, start: 1, boot: 1), isFrozen: true))
    let (control, timer) = attempt()
    live.begin(fence, control, timer)
    let command = NotedCommand()
    control.runs(command)
    #expect(command.asked.isEmpty)
    timer.end()
  }

  @Test func waitForAProcessIsBounded() async {
    let watch = live.watchProcess(fence.job)
    defer { watch.forget() }
    #expect(await live.process(fence.job, start: 2, watch, within: 1_000) == nil)
  }
}
