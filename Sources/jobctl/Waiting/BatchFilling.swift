// Makes batches of any size: one request has a bound on its jobs, so larger batches are filled in parts.

import JobClient
import JobWire

/// Creates and fills batches.
struct BatchFilling {
  /// What the daemon takes in one request, with room for the rest of it.
  private static let jobsMax = 10_000
  private static let bytesMax = 8 << 20

  let client: JobClient
  /// Names the whole submission, so that it can be repeated after a lost connection.
  var key = "jobctl-\(RandomKey.make())"
  /// Whether queues are made that are not there.
  var createQueue = true

  /// A batch with all jobs of the request, and all their ids in its `ids`.
  ///
  /// Up to 10,000 jobs are stored in one transaction. More come in parts: the batch is open until the last part is in,
  /// and if a part fails, the parts before it stay.
  func create(_ request: BatchRequest) async throws -> BatchView {
    let parts = Self.parts(request.jobs ?? [])
    guard parts.count > 1 else {
      return try await client.createBatch(request, idempotencyKey: key, createQueue: createQueue)
    }
    var first = request
    first.open = true
    first.jobs = parts[0]
    var batch = try await client.createBatch(first, idempotencyKey: "\(key)-0", createQueue: createQueue)
    var ids = batch.ids ?? []
    do {
      ids += try await add(parts[1...], to: batch.id)
    } catch {
      if request.failFast == true, let now = try? await client.batch(batch.id), now.cancelRequested {
        // A failure has ended the batch before all had joined it, as was asked for.
        batch = now
      } else {
        Console.note(
          "jobctl: batch \(batch.id) has only the first \(ids.count) of \(request.jobs?.count ?? 0) jobs and stays open;"
            + "\n  → jobctl batch cancel \(batch.id)")
        throw error
      }
    }
    if request.open != true, batch.open { batch = try await client.closeBatch(batch.id) }
    batch.ids = ids
    return batch
  }

  /// Adds jobs to an open batch; answers their ids.
  func add(_ jobs: [SubmitRequest], to batch: Int64) async throws -> [Int64] {
    try await add(Self.parts(jobs)[...], to: batch)
  }

  /// Submits jobs that belong to no batch; answers their ids.
  func submit(_ jobs: [SubmitRequest]) async throws -> [Int64] {
    var ids: [Int64] = []
    for (index, part) in Self.parts(jobs).enumerated() {
      do {
        ids += try await client.submit(many: part, idempotencyKey: "\(key)-\(index)", createQueue: createQueue).ids
      } catch {
        if !ids.isEmpty { Console.note("jobctl: only the first \(ids.count) of \(jobs.count) jobs were submitted") }
        throw error
      }
    }
    return ids
  }

  private func add(_ parts: ArraySlice<[SubmitRequest]>, to batch: Int64) async throws -> [Int64] {
    var ids: [Int64] = []
    for (index, part) in zip(parts.indices, parts) {
      let members = part.map { job in
        var member = job
        member.batch = batch
        return member
      }
      ids += try await client.submit(many: members, idempotencyKey: "\(key)-\(index)", createQueue: createQueue).ids
    }
    return ids
  }

  /// The jobs in parts that one request can hold.
  static func parts(_ jobs: [SubmitRequest], jobsMax: Int = jobsMax, bytesMax: Int = bytesMax) -> [[SubmitRequest]] {
    var parts: [[SubmitRequest]] = []
    var part: [SubmitRequest] = []
    var bytes = 0
    for job in jobs {
      let size = job.jsonBytes().count
      if part.count == jobsMax || (bytes + size > bytesMax && !part.isEmpty) {
        parts.append(part)
        part = []
        bytes = 0
      }
      part.append(job)
      bytes += size
    }
    if !part.isEmpty { parts.append(part) }
    return parts
  }
}
