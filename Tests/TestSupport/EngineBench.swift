// An engine on the bench: a JobQueue on a directory of its own, running real processes, stopped at the end.

package import CoreMetrics
import Foundation
package import Glibc
import HTTPJobs
package import JobCore
package import Logging
import Outbound
import Testing
import Webhooks

/// A running engine.
package final class EngineBench: Sendable {
  package let queue: JobQueue
  package let directory: String
  package let scratch: TemporaryDirectory

  private init(_ queue: JobQueue, _ scratch: TemporaryDirectory, directory: String) {
    self.queue = queue
    self.scratch = scratch
    self.directory = directory
  }

  package static func open(
    _ scratch: TemporaryDirectory, handlers: HandlerRegistry = .builtIn, clock: any WallClock = SystemClock(),
    logger: Logger = .silent, metrics: any MetricsFactory = NOOPMetricsHandler.instance,
    refusesPrivateAddresses: Bool = false, _ configure: (inout JobQueueConfig) -> Void = { _ in }
  ) async throws -> EngineBench {
    var config = JobQueueConfig(dataDirectory: "\(scratch.path)/data", slots: 8)
    config.durability = .relaxed
    config.graceMicros = 300_000
    configure(&config)
    let client = OutboundClient(slots: config.slots, refusesPrivateAddresses: refusesPrivateAddresses)
    let queue = try await JobQueue.open(
      config, handlers: handlers, http: HTTPCarrier(client),
      callbacks: WebhookSender(client, secretIn: config.dataDirectory), clock: clock, logger: logger, metrics: metrics)
    return EngineBench(queue, scratch, directory: config.dataDirectory)
  }

  /// Opens an engine, runs it while `body` runs, kills what is left, and closes it.
  package static func run(
    in scratch: TemporaryDirectory? = nil, handlers: HandlerRegistry = .builtIn,
    clock: any WallClock = SystemClock(), logger: Logger = .silent,
    metrics: any MetricsFactory = NOOPMetricsHandler.instance, refusesPrivateAddresses: Bool = false,
    _ configure: (inout JobQueueConfig) -> Void = { _ in },
    _ body: (EngineBench) async throws -> Void
  ) async throws {
    let bench = try await open(
      try scratch ?? TemporaryDirectory(), handlers: handlers, clock: clock, logger: logger, metrics: metrics,
      refusesPrivateAddresses: refusesPrivateAddresses, configure)
    let queue = bench.queue
    async let ended: Void = queue.run()
    do {
      try await body(bench)
    } catch {
      queue.stop(.now)
      await ended
      await queue.close()
      throw error
    }
    queue.stop(.now)
    await ended
    await queue.close()
  }

  /// Runs an engine until `body` has stopped it; it is closed when this returns.
  package static func runUntilStopped(
    in scratch: TemporaryDirectory, drainMicros: Int64 = 60_000_000, _ body: (EngineBench) async throws -> Void
  ) async throws {
    let bench = try await open(scratch) { $0.drainMicros = drainMicros }
    let queue = bench.queue
    async let ended: Void = queue.run()
    try await body(bench)
    await ended
    await queue.close()
  }

  @discardableResult
  package func submit(_ job: NewJob) async throws -> JobID {
    guard case .created(let job) = try await queue.submit(job) else {
      throw Unexpected(what: "not created")
    }
    return job.id
  }

  /// Submits `job` and returns it when it is terminal.
  package func finish(_ job: NewJob) async throws -> Job {
    try await end(of: try await submit(job))
  }

  /// The job when it is terminal.
  package func end(of id: JobID) async throws -> Job {
    let job = try await queue.wait(id, timeoutMicros: 60_000_000)
    if !job.state.isTerminal { throw Unexpected(what: "job \(id) is still \(job.state)") }
    return job
  }

  /// Returns when the job runs and has written `text` to its standard output.
  package func says(_ id: JobID, _ text: String) async throws {
    try await eventually("job \(id) never said \(text)") { try await self.output(id).contains(text) }
  }

  /// Makes an empty file in the scratch directory, for which a job waits.
  package func touch(_ name: String) throws {
    try Data().write(to: URL(filePath: "\(scratch.path)/\(name)"))
  }

  package func bytes(_ id: JobID, _ stream: LogStream = .stdout) async throws -> [UInt8] {
    let log = try await queue.log(id, stream: stream, attempt: nil)
    return await log.read(at: 0, count: Int(log.size))
  }

  package func output(_ id: JobID, _ stream: LogStream = .stdout) async throws -> String {
    String(decoding: try await bytes(id, stream), as: UTF8.self)
  }

  /// The output of a shell command that has to succeed.
  package func shell(_ command: String, _ change: (inout NewJob) -> Void = { _ in }) async throws -> String {
    let job = try await finish(.shell(command, change))
    if job.state != .succeeded { throw Unexpected(what: "\(command): \(job)") }
    return try await output(job.id)
  }
}

/// Whether a process is there and not a zombie.
package func isAlive(_ pid: pid_t) -> Bool {
  guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8) else { return false }
  return stat.split(separator: ")").last.map { !$0.hasPrefix(" Z") } ?? false
}
