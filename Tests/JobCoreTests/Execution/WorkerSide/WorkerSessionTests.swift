// A worker process at work: it hears stops while its handlers are busy, and ends with its queue.

import Foundation
import Glibc
import TestSupport
import Testing

@testable import JobCore

@Suite struct WorkerSessionTests {
  @Test(arguments: ["sleeps", "spins"]) func cancelEndsIt(_ how: String) async throws {
    try await HostBench.run("waiting") { bench in
      let id = try await bench.submit(.handler("waiting", nil, payload: #"{"how": "\#(how)"}"#))
      try await bench.says(id, "pid")
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .cancelled)
      #expect(await bench.workers.map(\.jobsDone) == [1], "the worker goes on")
    }
  }

  @Test func timeoutEndsIt() async throws {
    try await HostBench.run("waiting") { bench in
      let job = try await bench.finish("waiting", #"{"how": "spins"}"#) { $0.timeoutMicros = 50_000 }
      #expect(job.state == .failed && job.reason == .timeout)
    }
  }

  @Test func valueInSpiteOfACancelCounts() async throws {
    try await HostBench.run("waiting") { bench in
      let id = try await bench.submit(.handler("waiting", nil, payload: #"{"how": "value"}"#))
      try await bench.says(id, "pid")
      _ = try await bench.queue.cancel(id)
      let job = try await bench.end(of: id)
      #expect(job.state == .succeeded)
      #expect(try await bench.result(job) == "\"user\"")
    }
  }

  @Test func handlerThatHearsNothingIsKilledAfterItsGrace() async throws {
    try await HostBench.run("waiting") { bench in
      let id = try await bench.submit(
        .handler("waiting", nil, payload: #"{"how": "deaf"}"#) { $0.graceMicros = 50_000 })
      try await bench.says(id, "pid")
      _ = try await bench.queue.cancel(id)
      #expect(try await bench.end(of: id).state == .cancelled)
    }
  }

  @Test func stopOfTheQueueGivesTheAttemptBack() async throws {
    try await HostBench.run("waiting") { bench in
      let id = try await bench.submit(.handler("waiting", nil, payload: #"{"how": "spins"}"#))
      try await bench.says(id, "pid")
      bench.queue.stop(.cancel)
      try await eventually { try await bench.queue.job(id).state == .queued }
    }
  }

  @Test func severalAttemptsShareAWorker() async throws {
    try await HostBench.run("waiting", "square", settings: { $0.concurrency = 4 }) { bench in
      var ids: [JobID] = []
      for _ in 0..<3 {
        ids.append(try await bench.submit(.handler("waiting", nil, payload: #"{"how": "sleeps"}"#)))
      }
      try await eventually { await bench.workers.map(\.jobs.count) == [3] }
      _ = try await bench.queue.cancel(ids[1])
      #expect(try await bench.end(of: ids[1]).state == .cancelled)
      #expect(await bench.workers.map(\.jobs.count) == [2])
      for id in [ids[0], ids[2]] {
        _ = try await bench.queue.cancel(id)
        #expect(try await bench.end(of: id).state == .cancelled)
      }
    }
  }

  // Fact 12.
  @Test func workersAndTheirChildrenEndWithAHostThatIsKilled() async throws {
    let scratch = try TemporaryDirectory()
    let data = "\(scratch.path)/data"
    try await EngineBench.run { bench in
      let id = try await bench.submit(.shell("echo $$; exec \(HostBench.program) \(data) hang"))
      var pids: [pid_t] = []
      try await eventually {
        let words = Self.text(below: "\(data)/logs").split { $0.isWhitespace }.map(String.init)
        pids = ["pid", "child"].compactMap { name in
          words.firstIndex(of: name).flatMap { $0 + 1 < words.count ? pid_t(words[$0 + 1]) : nil }
        }
        return pids.count == 2
      }
      #expect(pids.allSatisfy(isAlive))
      let host = try #require(pid_t(try await bench.output(id).split(separator: "\n").first ?? ""))
      kill(host, SIGKILL)
      try await eventually(within: .seconds(2)) { !pids.contains(where: isAlive) }
    }
  }

  /// All logs together.
  private static func text(below folder: String) -> String {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.compactMap { try? String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }.joined(separator: "\n")
  }
}
