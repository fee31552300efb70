// The daemon's own run, cancelled by the task it runs in: it ends as by a signal, and leaves nothing behind.

import Foundation
import HTTPFront
import JobCore
import Logging
import Testing

@testable import jobd

@Suite(.timeLimit(.minutes(1))) struct DaemonCancelTests {
  private let directory: TemporaryDirectory
  private var socket: String { "\(directory.path)/s" }
  private var data: String { "\(directory.path)/data" }
  private let silent = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws { directory = try TemporaryDirectory() }

  private func daemon() -> Daemon {
    var config = DaemonConfig(
      dataDirectory: data, listen: [.unix(path: socket)], isListenDefault: false, slots: 2, tokensFile: "\(data)/tokens"
    )
    config.drainMicros = 200_000
    config.graceMicros = 200_000
    return Daemon(config: config, systemd: SystemdEnvironment([:]), logger: silent)
  }

  /// Returns once `condition` holds; the time limit of the suite ends it otherwise.
  private func until(_ condition: () async throws -> Bool) async throws {
    // Safe: the condition decides, not the pause.
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func cancelledRunEndsInTimeAndLeavesNothingBehind() async throws {
    let mark = "\(directory.path)/pid"
    let daemon = daemon()
    let job = #"{"shell":"echo $$ > \#(mark).new; mv \#(mark).new \#(mark); exec sleep 300"}"#
    try await withThrowingTaskGroup(of: Void.self) { group in
      // That it was cancelled is no failure of it.
      group.addTask { try await daemon.run() }
      try await until { FileManager.default.fileExists(atPath: socket) }
      #expect(try await statusLine(of: "/v1/jobs", posting: job, at: socket) == "HTTP/1.1 201 Created")
      try await until { FileManager.default.fileExists(atPath: mark) }
      let idle = try IdleConnection(to: socket)
      let begun = ContinuousClock.now
      group.cancelAll()
      try await group.waitForAll()
      // The drain and the grace, which the idle connection does not lengthen.
      #expect(ContinuousClock.now - begun < .seconds(5))
      withExtendedLifetime(idle) {}
    }
    let pid = try #require(pid_t(String(contentsOfFile: mark, encoding: .utf8).trimmingCharacters(in: .newlines)))
    #expect(kill(pid, 0) != 0)
    #expect(!FileManager.default.fileExists(atPath: socket))
    // Nobody holds the directory, and the job goes on at the next start at no cost.
    let queue = try await JobQueue.open(JobQueueConfig(dataDirectory: data, slots: 1), logger: silent)
    let left = try await queue.job(JobID(1))
    await queue.close()
    #expect(left.state == .queued && left.attempt == 0, "\(left)")
  }

  /// How far a daemon has come when it is cancelled.
  enum Moment: CaseIterable {
    case start, listening, ready
  }

  @Test(arguments: Moment.allCases, 1...3) func cancelledAtAnyMomentItLetsGo(_ moment: Moment, _ time: Int) async throws
  {
    let daemon = daemon()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await daemon.run() }
      if moment != .start { try await until { FileManager.default.fileExists(atPath: socket) } }
      if moment == .ready { #expect(try await statusLine(of: "/readyz", at: socket) == "HTTP/1.1 200 OK") }
      group.cancelAll()
      try await group.waitForAll()
    }
    #expect(!FileManager.default.fileExists(atPath: socket))
    await (try JobQueue.open(JobQueueConfig(dataDirectory: data, slots: 1), logger: silent)).close()
  }
}
