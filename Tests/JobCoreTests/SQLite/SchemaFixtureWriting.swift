// Writes the fixture of the newest schema for SchemaFixtureTests; run by hand, once per schema version, with
// `JOBD_WRITE_FIXTURES=1`.

import Foundation
import TestSupport
import Testing

@testable import JobCore

@Suite struct SchemaFixtureWriting {
  @Test(.enabled(if: ProcessInfo.processInfo.environment["JOBD_WRITE_FIXTURES"] != nil))
  func fixtureIsWritten() async throws {
    let bench = try StoreBench(.sqlite)
    try await putJobs(bench)
    try await putSchedules(bench)
    try await putBatches(bench)
    try await putAttemptsElsewhere(bench)
    await bench.store.close()
    try FileManager.default.copyItem(
      atPath: "\(bench.directory.path)/jobd.sqlite", toPath: SchemaFixtureTests.fixture(Migrator.supportedVersion))
  }

  private func putJobs(_ bench: StoreBench) async throws {
    for state in StoreBench.reachable {
      _ = try await bench.put(in: state) {
        $0.name = "fixture"
        $0.tags = ["k": "v"]
        // Lets the others go first.
        if state == .queued { $0.priority = -1 }
      }
    }
  }

  private func putSchedules(_ bench: StoreBench) async throws {
    let plain = NewSchedule(.cron("0 3 * * *"), timeZone: "Europe/Berlin", job: .noop { $0.name = "fixture" })
    _ = try await bench.store.setSchedule("fixture", plain, now: bench.now)
    func reading(_ bytes: [UInt8], then: [FollowUp] = []) -> NewJob {
      .shell("cat") {
        $0.process.stdin = bytes
        $0.then = then
      }
    }
    let second = reading(Array("second".utf8), then: [FollowUp(on: .any, .noop())])
    let follow = [FollowUp(on: .any, second), FollowUp(on: .any, reading(Array("third".utf8)))]
    let input = NewSchedule(.cron("0 4 * * *"), job: reading([0, 1, 34, 92, 200, 255], then: follow))
    _ = try await bench.store.setSchedule("input", input, now: bench.now)
  }

  private func putBatches(_ bench: StoreBench) async throws {
    let member = NewJob.noop {
      $0.limit = LimitRule(key: "l", max: 2)
      $0.unique = UniqueRule(key: "u", forMicros: 5)
      $0.callbacks = [Callback(.url("http://localhost/")), Callback(.command(["true"]), on: .failure)]
    }
    _ = try await bench.batch([member], isFailFast: true)
    let (cancelled, _) = try await bench.batch([.noop { $0.name = "unreached" }]) { $0.name = "cancelled" }
    _ = try await bench.store.cancelBatch(cancelled, reason: "enough", now: bench.now)
    let (empty, _) = try await bench.batch([]) { $0.name = "empty" }
    _ = try await bench.store.closeBatch(empty, now: bench.now)
    _ = try await bench.batch([.noop { $0.holds = true }]) {
      $0.name = "limited"
      $0.deadline = .noon.advanced(byMicros: 3_600_000_000)
      $0.callbacks = [Callback(.url("http://localhost/"))]
    }
    _ = try await bench.batch([.noop { $0.name = "too late" }]) {
      $0.name = "late"
      $0.timeoutMicros = 0
    }
    bench.store.promoteDue(now: bench.now)
    try await bench.store.ping()
  }

  private func putAttemptsElsewhere(_ bench: StoreBench) async throws {
    var far = NewJob(.handler(name: "far", payload: nil))
    far.executor = Lane.remoteExecutor
    var outside = NewJob(.external)
    outside.name = "outside"
    let ids = try await bench.insert([far, outside]).map(\.id)
    _ = try await RemoteBench(bench).claim()
    var told = CancelOptions()
    told.reason = "told"
    _ = try await bench.store.cancel(ids[0], told, now: bench.now)
  }
}
