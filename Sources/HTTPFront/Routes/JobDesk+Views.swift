// Jobs as their reader may see them: if a job is tied to one outside of the reader's limits, the tie is left out.

import JobCore
import JobWire

extension JobDesk {
  func view(_ job: Job, _ request: HTTPRequest) async throws -> JobView {
    guard request.identity.isLimited else { return JobView(job) }
    return try await shown([job], request).first.map { JobView($0) } ?? JobView(job)
  }

  /// The job after a verb that was carried out. If its parents and children cannot be looked up now, they are left out:
  /// that does not undo the verb.
  func viewDone(_ job: Job, _ request: HTTPRequest) async -> JobView {
    do {
      return try await view(job, request)
    } catch {
      var job = job
      job.parents = []
      job.children = []
      return JobView(job)
    }
  }

  /// `jobs` without the parents and children that the identity does not see.
  func shown(_ jobs: [Job], _ request: HTTPRequest) async throws -> [Job] {
    guard request.identity.isLimited else { return jobs }
    var ids: Set<JobID> = []
    var batches: [BatchID: Bool] = [:]
    for job in jobs {
      ids.formUnion(job.children)
      for link in job.parents {
        switch link.parent {
        case .job(let id): ids.insert(id)
        case .batch(let id): if batches[id] == nil { batches[id] = try await isVisible(id, request) }
        }
      }
    }
    let visible = ids.isEmpty ? [] : try await visible(Array(ids), request)
    return jobs.map { job in
      var job = job
      job.children.removeAll { !visible.contains($0) }
      job.parents.removeAll { link in
        switch link.parent {
        case .job(let id): !visible.contains(id)
        case .batch(let id): batches[id] != true
        }
      }
      return job
    }
  }

  func detail(_ id: JobID, _ request: HTTPRequest) async throws -> JobView {
    var detail = try await queue.detail(id)
    // Where it is now, which after a wait may be somewhere else.
    try request.authorize(.job(id, in: JobRealm(detail.job)))
    if request.identity.isLimited, let shown = try await shown([detail.job], request).first {
      detail.job = shown
      detail.spec.after = shown.parents.map { Dependency($0.parent, on: $0.on) }
    }
    return JobView(detail, for: request.urlSight, callbacks: request.views(detail.callbacks))
  }

  /// The result of a wait, checked again now that it is over: a batch may have gained members, and jobs may have moved.
  func shown(_ result: WaitResult, of target: WaitTarget, _ request: HTTPRequest) async throws -> WaitResult {
    guard request.identity.isLimited else { return result }
    switch target {
    case .jobs(let ids): try await permit(ids, request)
    case .batch(let id): try await permit(id, request)
    case .queue, .filter: break
    }
    let visible = try await visible(result.done.map(\.id) + result.pending + result.omitted, request)
    var shown = result
    shown.done = try await self.shown(result.done.filter { visible.contains($0.id) }, request)
    shown.pending.removeAll { !visible.contains($0) }
    shown.omitted.removeAll { !visible.contains($0) }
    return shown
  }
}
