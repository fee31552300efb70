// From a claimed job to what its worker is told of it.

import SystemPackage

/// An attempt that cannot be given to a worker.
struct TaskRefusal: Error {
  let outcome: Outcome
}

extension WorkerTask {
  /// Prepares what the attempt needs: the results of its parents as files.
  static func make(
    _ job: ClaimedJob, _ handler: String, _ payload: String?, _ context: ExecutionContext, _ files: LogFiles
  ) async -> Result<WorkerTask, TaskRefusal> {
    let bytes = payload.map { Array($0.utf8) }
    // It goes into the message as it is.
    if let bytes, !bytes.withUnsafeBytes({ JSONScanner.isValue($0) }) {
      return .failure(TaskRefusal(outcome: .threw(JobFailure(code: "payload", message: "the payload is not JSON"))))
    }
    let paths = files.paths(job.id, start: job.fence.start)
    let prepared: [ParentFile]
    let batches: [BatchFile]
    do throws(ParentFault) {
      (prepared, batches) = try await ParentFiles(reader: context.parents).prepareAll(job, paths)
    } catch {
      return .failure(TaskRefusal(outcome: error.outcome(paths)))
    }
    var task = WorkerTask(
      fence: WorkerAttempt.fence(job.fence), job: job.id.value, attempt: job.attempt, maxAttempts: job.maxAttempts,
      handler: handler, name: job.name, queue: job.spec.queue, payload: bytes, tags: job.spec.tags)
    task.snoozes = job.startsGivenBack
    task.timeoutMillis = context.timeoutMicros.map { max(0, $0) / 1_000 }
    task.deadline = job.spec.deadline?.rfc3339
    task.checkpoint = job.checkpoint
    task.parents = job.parents.enumerated().map { index, parent in
      Parent(
        id: parent.id.value, state: parent.state.name, kind: parent.kind.name,
        path: index < prepared.count ? prepared[index].path : nil)
    }
    task.batches = batches.map { Batch(id: $0.id.value, path: $0.path) }
    return .success(task)
  }
}
