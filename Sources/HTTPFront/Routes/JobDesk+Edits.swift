// One job, changed: the fields that are given over those that are stored.

import JobCore
import JobWire

extension JobDesk {
  func edit(_ request: HTTPRequest) async throws -> HTTPResponse {
    let wanted: PatchRequest = try request.decode()
    let id = try await permittedID(request)
    let job = try await untilUnchanged {
      let patch = try await patch(wanted, of: id, request)
      try await permit(patch, request)
      do throws(JobError) {
        return try await queue.update(id, patch, within: request.limits)
      } catch {
        throw try await concealed(explained(.job(error), patch.after ?? []), request)
      }
    }
    return HTTPResponse(.ok, await viewDone(job, request))
  }

  /// The edit, with what is stored in the places of its masks. What a job runs is for those who may have it run so.
  private func patch(_ wanted: PatchRequest, of id: JobID, _ request: HTTPRequest) async throws -> JobPatch {
    guard wanted.changesWhatRuns || wanted.hasMasks else { return try JobPatch(wanted) }
    let stored = try await queue.detail(id)
    // It may have been moved since it was looked for.
    try request.authorize(.job(id, in: JobRealm(stored.job)))
    if wanted.changesWhatRuns { try request.authorize(.command(id, of: stored.spec)) }
    var wanted = wanted
    let hasMasks = wanted.hasMasks
    wanted.unmask(from: stored)
    var patch = try JobPatch(wanted)
    if hasMasks { patch.seenRev = stored.job.rev }
    return patch
  }

  /// What an edit names: the queue that jobs go to, what they wait for, and who is told of their ends.
  func permit(_ patch: JobPatch, _ request: HTTPRequest) async throws {
    try await permit(patch.callbacks ?? [], request)
    if let target = patch.queue {
      try request.authorize(.namedQueue(target))
      try await require(NamedQueues(target), request)
    }
    var references = JobReferences()
    references.add(patch.after ?? [])
    try await permit(references, request)
  }
}
