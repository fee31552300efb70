// Callbacks of a running engine: real receivers, real commands, real restarts.

import Foundation
import TestSupport
import Testing

@testable import JobCore
@testable import Outbound
@testable import Webhooks

@Suite struct CallbackLoopTests {
  private static func told(_ targets: Callback.Target...) -> NewJob {
    .noop { $0.callbacks = targets.map { Callback($0) } }
  }

  private func reach(_ bench: EngineBench, _ id: JobID, _ states: [CallbackState]) async throws {
    try await eventually("the callbacks of job \(id) never were \(states)") {
      try await bench.queue.callbacks(id).map(\.state) == states
    }
  }

  @Test func callIsSignedAndTriedAgainUnderTheSameID() async throws {
    let receiver = try HookReceiver(["/a": ["500 No", "204 Yes"]])
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(Self.told(.url(receiver.url("/a")), .url(receiver.url("/b"))))
      try await reach(bench, id, [.delivered, .delivered])
      // The second one was called although the first had failed, and before it was called again.
      #expect(receiver.calls.map(\.path) == ["/a", "/b", "/a"])
      let names = Set(receiver.calls("/a").compactMap { $0.headers["webhook-id"] })
      #expect(names.count == 1 && !names.contains(receiver.calls("/b").first?.headers["webhook-id"] ?? ""))
      #expect(try await bench.queue.callbacks(id).map(\.tries) == [2, 1])
      let secret = try String(contentsOfFile: "\(bench.directory)/callback-secret", encoding: .utf8)
      let signer = try #require(WebhookSigner(secret: secret))
      for call in receiver.calls {
        let time = try #require(call.headers["webhook-timestamp"].flatMap { Int64($0) })
        let name = try #require(call.headers["webhook-id"])
        #expect(call.headers["webhook-signature"] == signer.signature(id: name, timestamp: time, body: call.body))
      }
    }
  }

  @Test func goneIsGivenUpAndRedirectsAreNotFollowed() async throws {
    let receiver = try HookReceiver(["/gone": ["410 Gone"], "/moved": ["302 Found\r\nLocation: /there"]])
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(Self.told(.url(receiver.url("/gone")), .url(receiver.url("/moved"))))
      try await eventually { try await bench.queue.callbacks(id).last?.lastError?.contains("302") ?? false }
      try await reach(bench, id, [.failed, .due])
      #expect(receiver.calls("/there").isEmpty)
    }
  }

  @Test func retryAfterIsHonoured() async throws {
    let clock = ManualClock()
    let receiver = try HookReceiver(["/a": ["503 Later\r\nRetry-After: 100", "204 Yes"]])
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(Self.told(.url(receiver.url("/a"))))
      try await eventually { try await bench.queue.callbacks(id).first?.tries == 1 }
      #expect(try await bench.queue.callbacks(id).first?.nextAt == .noon + 100_000_000)
      try await eventually { clock.moments.contains(.noon + 100_000_000) }
      clock.advance(byMicros: 100_000_000)
      try await reach(bench, id, [.delivered])
    }
  }

  @Test func refusedConnectionAndFailingCommandAreTriedAgain() async throws {
    let receiver = try HookReceiver()
    let file = try TemporaryDirectory()
    let flaky = "echo x >> \(file.path)/tries; test $(wc -l < \(file.path)/tries) -gt 1"
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(
        Self.told(
          .url("http://127.0.0.1:1/"), .command(["/bin/sh", "-c", flaky]), .command(["/nonexistent/program"]),
          .url(receiver.url("/last"))))
      try await reach(bench, id, [.due, .delivered, .due, .delivered])
      let statuses = try await bench.queue.callbacks(id)
      #expect(statuses[0].lastError?.isEmpty == false && statuses[2].lastError?.contains("cannot be run") == true)
      #expect(receiver.calls("/last").count == 1)
    }
  }

  @Test func hangingReceiverHoldsUpNeitherOthersNorTheStop() async throws {
    let receiver = try HookReceiver(["/hang": ["0"]])
    let scratch = try TemporaryDirectory()
    let begun = ContinuousClock.now
    try await EngineBench.run(in: scratch) { bench async throws in
      _ = try await bench.submit(Self.told(.url(receiver.url("/hang"))))
      _ = try await bench.submit(Self.told(.command(["/bin/sh", "-c", "echo $$ > \(scratch.path)/pid; sleep 600"])))
      try await eventually { receiver.calls("/hang").count == 1 }
      let other = try await bench.submit(Self.told(.url(receiver.url("/other"))))
      try await reach(bench, other, [.delivered])
      try await eventually { FileManager.default.contents(atPath: "\(scratch.path)/pid")?.last == 10 }
    }
    #expect(ContinuousClock.now - begun < .seconds(Limits.callbackTimeoutMicros / 1_000_000 + 45))
    let text = try String(contentsOfFile: "\(scratch.path)/pid", encoding: .utf8)
    #expect(!isAlive(try #require(Int32(text.dropLast()))))
    // What was cut off is no failed try, and is due at the next start.
    let bench = try await EngineBench.open(scratch)
    for id in [JobID(1), JobID(2)] {
      let status = try await bench.queue.callbacks(id).first
      #expect(status?.state == .due && status?.tries == 0)
    }
    await bench.queue.close()
  }

  @Test func callbackThatWasDueAtTheEndIsCalledAfterTheNextStart() async throws {
    let scratch = try TemporaryDirectory()
    let receiver = try HookReceiver()
    let bench = try await EngineBench.open(scratch)
    let id = try await bench.submit(.noop { $0.callbacks = [Callback(.url(receiver.url("/a")), on: .failure)] })
    // The engine does not run: the job ends, and nobody calls.
    _ = try await bench.queue.cancel(id, CancelOptions())
    #expect(try await bench.queue.callbacks(id).map(\.state) == [.due])
    await bench.queue.close()
    try await EngineBench.run(in: scratch) { bench async throws in
      try await reach(bench, id, [.delivered])
      #expect(receiver.calls.count == 1)
    }
  }

  @Test func lateAdditionAndTheEndAfterARetryAreTold() async throws {
    let receiver = try HookReceiver()
    try await EngineBench.run { bench async throws in
      let id = try await bench.submit(.shell("exit 1"))
      _ = try await bench.end(of: id)
      _ = try await bench.queue.addCallback(id, Callback(.url(receiver.url("/late")), on: .failure))
      try await reach(bench, id, [.delivered])
      _ = try await bench.queue.retry(id)
      try await eventually { receiver.calls.count == 2 }
      try await reach(bench, id, [.delivered])
      #expect(Set(receiver.calls.compactMap { $0.headers["webhook-id"] }).count == 2)
    }
  }

  @Test func endBeforeARetryIsToldThoughTheReceiverWasAway() async throws {
    let clock = ManualClock()
    let receiver = try HookReceiver(["/a": ["500 No", "204 Yes", "204 Yes"]])
    try await EngineBench.run(clock: clock) { bench async throws in
      let id = try await bench.submit(
        .noop {
          $0.work = .external
          $0.callbacks = [Callback(.url(receiver.url("/a")))]
        })
      try await eventually { try await bench.queue.job(id).state == .running }
      _ = try await bench.queue.endExternal(id, .failed(JobFailure(code: "no", message: "no"), mayRetry: true))
      try await eventually { try await bench.queue.callbacks(id).first?.tries == 1 }
      clock.advance(byMicros: 1_000)
      _ = try await bench.queue.retry(id)
      try await eventually { try await bench.queue.job(id).state == .running }
      try await reach(bench, id, [.due, .waiting])
      clock.advance(byMicros: 10_000_000)
      // Told of the end as it was, while the job runs again.
      try await reach(bench, id, [.waiting])
      let calls = receiver.calls("/a")
      #expect(calls.count == 2 && calls[0].body == calls[1].body)
      #expect(calls[0].headers["webhook-id"] == calls[1].headers["webhook-id"])
      _ = try await bench.queue.endExternal(id, .completed(result: nil))
      try await reach(bench, id, [.delivered])
      #expect(String(decoding: receiver.calls("/a")[2].body, as: UTF8.self).contains("job.succeeded"))
    }
  }

  @Test func removedWhileTheOneBeforeItIsCalledIsNotCalled() async throws {
    let receiver = try HookReceiver(["/second": ["204 Yes"]])
    try await EngineBench.run { bench async throws in
      let go = "\(bench.scratch.path)/go"
      let slow = Callback.Target.command(["/bin/sh", "-c", "echo > \(go).up; until [ -e \(go) ]; do sleep 0.01; done"])
      let id = try await bench.submit(Self.told(slow, .url(receiver.url("/second"))))
      try await eventually { FileManager.default.fileExists(atPath: "\(go).up") }
      #expect(try await bench.queue.removeCallbacks(id) == 2)
      let late = Callback(.url(receiver.url("/late")))
      _ = try await bench.queue.addCallback(id, late)
      try Data().write(to: URL(filePath: go))
      try await reach(bench, id, [.delivered])
      #expect(receiver.calls.map(\.path) == ["/late"])
    }
  }

  @Test(arguments: ["127.0.0.1", "localhost", "2130706433", "[::1]", "[::ffff:127.0.0.1]"])
  func privateAddressIsNotCalledWhereThatIsRefused(_ host: String) async throws {
    let receiver = try HookReceiver()
    try await EngineBench.run(refusesPrivateAddresses: true) { bench async throws in
      let id = try await bench.submit(Self.told(.url("http://\(host):\(receiver.port)/")))
      try await eventually { try await bench.queue.callbacks(id).first?.lastError?.contains("private") ?? false }
      #expect(receiver.calls.isEmpty)
    }
  }

  /// The look-up said something public; by the time of the connection the name means this machine. Fact 31 of the
  /// executors' reference, for callbacks.
  @Test func nameThatMovesHereAfterItsLookUpGetsNoByte() async throws {
    let host = try await WebHost { _ in WebHost.answer() }
    let bench = try await EngineBench.open(TemporaryDirectory())
    let job = NewJob.noop { $0.callbacks = [Callback(.url(host.url("/", host: "localhost")))] }
    let id = try await bench.submit(job)
    // The engine does not run: only the loop of the test calls.
    _ = try await bench.queue.cancel(id, CancelOptions())
    let lookup = HostLookup(resolve: { _ in .success(HostAddresses(bytes: [[8, 8, 8, 8]])) })
    let client = OutboundClient(refusesPrivate: true, connectionsMax: 1, lookup: lookup)
    let environment = ChildEnvironment(base: [:], url: nil, storeMark: "")
    let clock = SystemClock()
    let loop = CallbackLoop(
      store: bench.queue.store,
      sender: WebhookSender(client, secretIn: bench.directory),
      commands: CallbackCommand(environment: environment, logger: .silent), clock: clock,
      alarm: EarliestAlarm(clock), logger: .silent)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await loop.run() }
      // A second try finds the look-up's answer kept.
      try await eventually { try await bench.queue.callbacks(id).first.map { $0.tries >= 2 } ?? false }
      group.cancelAll()
    }
    let status = try #require(try await bench.queue.callbacks(id).first)
    #expect(status.state == .due && status.lastError?.contains("private") == true, "\(status.lastError ?? "")")
    #expect(host.requests.isEmpty && host.bytesReceived == 0)
    await client.shutdown()
    await bench.queue.close()
  }

  /// A machine without descriptors is no fault of the receiver: no try is used up, however often it is.
  @Test func callForWhichThereWasNoRoomIsNone() async throws {
    struct Sender: CallbackSender {
      let calls = Noted(0)

      func send(_ message: CallbackMessage) async -> CallbackAnswer {
        calls.change { $0 += 1 }
        return calls.value <= CallbackPolicy.triesMax + 3 ? .shortage("no descriptor") : .accepted
      }

      func close() async {}
    }
    let bench = try await EngineBench.open(TemporaryDirectory())
    let id = try await bench.submit(.noop { $0.callbacks = [Callback(.url("http://localhost/"))] })
    _ = try await bench.queue.cancel(id, CancelOptions())
    let sender = Sender()
    let clock = SystemClock()
    let loop = CallbackLoop(
      store: bench.queue.store, sender: sender,
      commands: CallbackCommand(environment: ChildEnvironment(base: [:], url: nil, storeMark: ""), logger: .silent),
      clock: clock, alarm: EarliestAlarm(clock), logger: .silent, pauseMicros: 0)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await loop.run() }
      try await reach(bench, id, [.delivered])
      group.cancelAll()
    }
    #expect(try await bench.queue.callbacks(id).first?.tries == 1)
    #expect(sender.calls.value == CallbackPolicy.triesMax + 4)
    await bench.queue.close()
  }

  @Test func manyJobsAreToldOnceEach() async throws {
    let receiver = try HookReceiver()
    try await EngineBench.run { bench async throws in
      var ids: [JobID] = []
      for number in 0..<100 { ids.append(try await bench.submit(Self.told(.url(receiver.url("/\(number)"))))) }
      for id in ids { try await reach(bench, id, [.delivered]) }
      #expect(receiver.calls.count == 100 && Set(receiver.calls.map(\.path)).count == 100)
    }
  }
}
