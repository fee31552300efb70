// What the host does when it is not a worker: each scenario submits jobs, awaits them and prints what came of them.

import Foundation
import JobCore

/// A thing to do.
enum HostScenario: String {
  case values, upgrade, hang

  func play(_ queue: JobQueue, _ arguments: [String]) async throws {
    switch self {
    case .values: try await values(queue)
    case .upgrade: try await upgrade(queue, program: arguments[0])
    case .hang: try await hang(queue)
    }
  }

  /// Typed values, and failures that leave the next job alone.
  private func values(_ queue: JobQueue) async throws {
    var squares: [JobHandle<Int>] = []
    for number in 1...20 { squares.append(try await queue.submit(Square(number: number))) }
    print("squares \(try await queue.gather(squares).reduce(0, +))")
    for kind in ["name", "trap"] {
      let handle = try await queue.submit(Misfortune(kind: kind))
      _ = try await queue.wait([handle])
      let failure = try await handle.status.failure
      print("\(kind): \(failure?.code ?? "") \(failure?.message ?? "")")
    }
    print("after \(try await queue.submit(Square(number: 9)).value)")
    let first = try await queue.submit(Following(number: 5))
    _ = try await first.value
    let all = try await queue.jobs(JobFilter(), order: .newest, limit: 1, after: nil)
    let second = try await queue.handle(all.jobs[0].id, of: Square.self).value
    print("followed by \(second)")
  }

  /// The program is replaced while it runs; its workers are still the old one.
  private func upgrade(_ queue: JobQueue, program: String) async throws {
    try "#!/bin/sh\nexit 1\n".write(toFile: program + ".new", atomically: true, encoding: .utf8)
    chmod(program + ".new", 0o755)
    rename(program + ".new", program)
    print("upgraded \(try await queue.submit(Square(number: 3)).value)")
  }

  /// A worker and its child hang until somebody ends the host.
  private func hang(_ queue: JobQueue) async throws {
    let handle = try await queue.submit(Waiting(how: "child"))
    _ = try await handle.value
  }
}
