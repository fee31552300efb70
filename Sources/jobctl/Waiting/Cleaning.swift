// Removes finished jobs. The daemon's filter goes by when a job was submitted; when it ended is looked at here, page by
// page, so that nothing grows with the number of jobs.

import JobClient
import JobWire

/// One cleaning.
struct Cleaning {
  /// What has become of the jobs.
  struct Done: Equatable {
    /// Those that were removed here, or would be.
    var count = 0
    /// What a job that has not ended still needs, and what was retried since it was looked at.
    var kept = 0
    /// Those that were not there any more when they were to be removed.
    var gone = 0
    /// In a dry run, the first of them.
    var ids: [Int64] = []
    /// How many of them were printed.
    var named = 0
  }

  /// What has become of one job.
  enum Fate: Equatable {
    case removed
    case kept
    case gone

    /// - Errors: the one that it is made of, if it says nothing about the job.
    init(_ error: ClientError) throws(ClientError) {
      switch error.problem?.wireCode {
      case .invalidState: self = .kept
      case .notFound: self = .gone
      default: throw error
      }
    }
  }

  private static let idsMax = 1_000

  let client: JobClient
  let isDry: Bool
  /// In a dry run every id is printed as it is found.
  let showsIDs: Bool

  /// All jobs of the filter.
  func run(_ filter: JobFilterWire) async throws -> Done {
    let reply = try await client.bulk(.delete, filter, dryRun: isDry)
    var done = Done(count: reply.count, ids: reply.ids ?? [])
    try name(done.ids, &done)
    return done
  }

  /// Those of the filter that had ended by then.
  func run(_ filter: JobFilterWire, endedBefore end: WireTime) async throws -> Done {
    var filter = filter
    // What was submitted later has not ended before.
    filter.until = min(filter.until ?? end, end)
    var done = Done()
    var cursor: String?
    var trail = PageTrail(client)
    repeat {
      let page = try await client.jobs(
        ListRequest(filter: filter, order: .oldest, limit: ListRequest.limitMax, cursor: cursor))
      let ids = Self.ended(page.jobs, before: end)
      if isDry {
        done.count += ids.count
        done.ids += ids.prefix(Self.idsMax - done.ids.count)
        try name(ids, &done)
      } else {
        for fate in try await remove(ids) { done.note(fate) }
      }
      cursor = try trail.next(page.nextCursor)
    } while cursor != nil
    return done
  }

  private func name(_ ids: [Int64], _ done: inout Done) throws {
    guard showsIDs else { return }
    for id in ids { try Console.line("\(id)") }
    done.named += ids.count
  }

  static func ended(_ jobs: [JobView], before end: WireTime) -> [Int64] {
    jobs.filter { $0.done && $0.finishedAt.map { $0 < end } ?? false }.map(\.id)
  }

  /// In no order.
  private func remove(_ ids: [Int64]) async throws -> [Fate] {
    let client = client
    return try await withThrowingTaskGroup(of: Fate.self) { group in
      for id in ids { group.addTask { try await Self.remove(id, client) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
  }

  private static func remove(_ id: Int64, _ client: JobClient) async throws(ClientError) -> Fate {
    do throws(ClientError) {
      try await client.delete(id)
      return .removed
    } catch {
      return try Fate(error)
    }
  }
}

extension Cleaning.Done {
  mutating func note(_ fate: Cleaning.Fate) {
    switch fate {
    case .removed: count += 1
    case .kept: kept += 1
    case .gone: gone += 1
    }
  }
}
