// A job that is changed in an editor: until it is taken, or nothing more is changed. What was written is not lost.

import JobClient
import JobWire

/// One job in an editor.
struct EditorSession {
  let client: JobClient
  /// Makes the queue that is named, if it is not there.
  let createsQueue: Bool

  /// The job as it is now; nil if nothing was changed.
  func edit(_ id: Int64) async throws -> JobView? {
    let job = try await client.job(id, full: true)
    if job.done {
      throw CommandFailure(
        .wrongState, "Job \(id) has ended (\(job.state.rawValue)); nothing of it can be changed.",
        hint: "Submit it again, changed, with `jobctl copy \(id)`.")
    }
    let file = try EditorFile(named: "job-\(id).json")
    var isKept = false
    defer { if !isKept { file.remove() } }
    let editable = EditableJob(job)
    var text = editable.text()
    while true {
      let before = EditedJob.body(text)
      let edited = try await file.edited(text)
      let body = EditedJob.body(edited)
      if body.allSatisfy(\.isWhitespace) { throw CommandFailure(.usage, "The text is empty; nothing is changed.") }
      do {
        let patch = try EditedJob.patch(edited, of: editable)
        return patch.isEmpty ? nil : try await send(patch, to: id)
      } catch {
        // Whoever leaves it as it was does not want to go on.
        guard let complaint = Self.correctable(error), body != before else {
          isKept = true
          Console.note("jobctl: what you have written is kept in \(file.path)")
          throw error
        }
        text = editable.text(edited: body, complaint: complaint)
      }
    }
  }

  private func send(_ patch: PatchRequest, to id: Int64) async throws -> JobView {
    let isQueueThere = if case .value = patch.queue { createsQueue } else { true }
    return try await MissingQueue.asking(unless: isQueueThere) { createQueue in
      try await client.patch(id, patch, createQueue: createQueue)
    }
  }

  /// What whoever has written it can mend, in words; nil for everything else: a job that has started meanwhile, a daemon
  /// that is away.
  private static func correctable(_ error: any Error) -> String? {
    if let failure = error as? CommandFailure, failure.status == .usage || failure.status == .noSuchJob {
      return failure.message
    }
    guard let problem = (error as? ClientError)?.problem, problem.wireCode == .badRequest else { return nil }
    let fields = problem.errors.map { "\($0.field): \($0.detail)" }
    return fields.isEmpty ? problem.detail : fields.joined(separator: "\n")
  }
}
