// Checks websites, first one after the other, then all at once: the same jobs, awaited in two ways.

import Foundation
import JobCore
import Logging

@main struct StatusChecks {
  static func main() async throws {
    var urls = Array(CommandLine.arguments.dropFirst())
    if urls.isEmpty { urls = try (1...8).map { try TinyServer(status: $0 == 8 ? 404 : 200, seconds: 0.2).url } }

    // What the queue can carry out, and the defaults of its jobs.
    var retry = RetryRule()
    retry.maxAttempts = 2
    var handlers = HandlerRegistry()
    handlers.register(StatusCheck.self, retry: retry, timeout: .seconds(10))

    // A server would keep this directory: the jobs in it outlive the process.
    let directory = FileManager.default.temporaryDirectory.appending(path: "status-checks-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    let queue = try await JobQueue.open(
      JobQueueConfig(dataDirectory: directory.path, slots: 32), handlers: handlers,
      logger: Logger(label: "status-checks"))
    async let running: Void = queue.run()

    let clock = ContinuousClock()
    print("one after the other")
    let sequential = try await clock.measure { try await checkOneByOne(urls, on: queue) }
    print("all at once")
    let concurrent = try await clock.measure { try await checkTogether(urls, on: queue) }
    print("\(urls.count) sites in \(sequential.text) and in \(concurrent.text):")
    print("\((sequential / concurrent).formatted(.number.precision(.fractionLength(1)))) times as fast")

    queue.stop(.drain)
    await running
    await queue.close()
  }

  /// Submits a job and awaits its value before the next one.
  private static func checkOneByOne(_ urls: [String], on queue: JobQueue) async throws {
    for url in urls {
      let status = try await queue.submit(StatusCheck(url: url)).value
      print("  \(status.code) \(url)")
    }
  }

  /// Submits all jobs as one batch, which is not left before they have ended, and takes their values in order.
  private static func checkTogether(_ urls: [String], on queue: JobQueue) async throws {
    let checks = try await queue.withBatch { batch in
      var checks: [JobHandle<StatusCheck.Status>] = []
      for url in urls { checks.append(try await batch.submit(StatusCheck(url: url))) }
      return checks
    }
    for (url, status) in zip(urls, try await queue.gather(checks)) { print("  \(status.code) \(url)") }
  }
}

extension Duration {
  fileprivate var text: String { formatted(.units(allowed: [.milliseconds])) }
}
