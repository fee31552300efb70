// What a wait is for: jobs that are known when it begins, or a batch, which may still grow.

import JobClient
import JobWire

/// The jobs of a wait.
enum WaitedJobs: Sendable, Equatable {
  case jobs([Int64])
  case batch(Int64)

  /// All jobs that have not ended now, of one queue or of all. The job in which `jobctl` runs is left out: it would wait
  /// for its own end.
  static func active(queue: String?, except own: Int64?, _ client: JobClient) async throws -> [JobView] {
    var filter = JobFilterWire()
    _ = filter.add(state: "active")
    filter.queue = queue
    return try await client.allJobs(filter).filter { $0.id != own }
  }

  /// Those of `jobs` that cannot end by themselves: held ones, and those that wait for the end of one of them.
  static func stuck(_ jobs: [JobView]) -> Set<Int64> {
    var stuck = Set(jobs.lazy.filter { $0.state == .held }.map(\.id))
    if stuck.isEmpty { return [] }
    var children: [Int64: [Int64]] = [:]
    for job in jobs where job.state == .blocked {
      for link in job.parents {
        if case .job(let parent) = link.parent, link.met == nil { children[parent, default: []].append(job.id) }
      }
    }
    var waiting = Array(stuck)
    while let parent = waiting.popLast() {
      for child in children[parent] ?? [] where stuck.insert(child).inserted { waiting.append(child) }
    }
    return stuck
  }
}
