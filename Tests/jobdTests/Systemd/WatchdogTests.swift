// The watchdog is fed by an engine that answers, and only then.

import Testing

@testable import jobd

@Suite struct WatchdogTests {
  @Test func answeringEngineFeedsItAgainAndAgain() async throws {
    let directory = try TemporaryDirectory()
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let notify = SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address])
    let watchdog = Watchdog(notify: notify, interval: .milliseconds(1)) {}
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watchdog.run() }
      for _ in 0..<3 { #expect(await receiver.next() == ["WATCHDOG=1"]) }
      group.cancelAll()
    }
  }

  @Test func failingEngineStillAnswers() async throws {
    struct FullDisk: Error {}
    let directory = try TemporaryDirectory()
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let notify = SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address])
    let watchdog = Watchdog(notify: notify, interval: .seconds(60)) { throw FullDisk() }
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watchdog.run() }
      #expect(await receiver.next() == ["WATCHDOG=1", "STATUS=in trouble: FullDisk()"])
      group.cancelAll()
    }
  }

  @Test func silentEngineStarvesIt() async throws {
    let directory = try TemporaryDirectory()
    let receiver = try NotifyReceiver(address: "\(directory.path)/notify")
    let notify = SystemdNotify(environment: ["NOTIFY_SOCKET": receiver.address])
    let (asked, ask) = AsyncStream.makeStream(of: Void.self)
    let watchdog = Watchdog(notify: notify, interval: .milliseconds(1)) {
      ask.yield()
      let silence = AsyncStream<Void> { _ in }
      for await _ in silence {}
    }
    await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await watchdog.run() }
      for await _ in asked { break }
      // The engine was asked and says nothing: what comes next is from the test itself.
      notify.send(.status("end of test"))
      #expect(await receiver.next() == ["STATUS=end of test"])
      group.cancelAll()
    }
  }
}
