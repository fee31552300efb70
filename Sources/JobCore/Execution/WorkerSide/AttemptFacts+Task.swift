// What a worker process is told of an attempt, as its handler sees it.

import Dispatch
import Glibc
import SystemPackage

extension AttemptFacts {
  init(_ task: WorkerTask, startedAt: Timestamp) {
    self.init(
      id: JobID(task.job), name: task.name, queue: task.queue, handler: task.handler, attempt: task.attempt,
      maxAttempts: task.maxAttempts, snoozes: task.snoozes, startedAt: startedAt,
      timeoutMicros: task.timeoutMillis.map { $0.multipliedReportingOverflow(by: 1_000) }.map {
        $0.overflow ? .max : $0.partialValue
      },
      jobDeadline: task.deadline.flatMap { Timestamp(rfc3339: $0) }, tags: task.tags,
      payload: task.payload.map { String(decoding: $0, as: UTF8.self) },
      parents: task.parents.compactMap { JobParent($0) }, batches: task.batches.map { ParentBatch($0) },
      checkpoint: task.checkpoint)
  }
}

extension JobParent {
  private static let queue = DispatchQueue(label: "jobd.worker.parents", attributes: .concurrent)

  /// `nil` for a state of another version.
  init?(_ parent: WorkerTask.Parent) {
    guard let state = JobState(name: parent.state) else { return nil }
    self.init(id: JobID(parent.id), state: state) { (bytesMax: Int) async throws(JobError) -> JobResult? in
      guard let path = parent.path else { return nil }
      let head: Result<[UInt8], JobError> = await withCheckedContinuation { continuation in
        Self.queue.async {
          do throws(JobError) {
            continuation.resume(returning: .success(try Self.head(of: path, bytesMax, JobID(parent.id))))
          } catch {
            continuation.resume(returning: .failure(error))
          }
        }
      }
      return JobResult(bytes: try head.get(), source: parent.source(of: path))
    }
  }

  /// The beginning of a file.
  private static func head(of path: String, _ bytesMax: Int, _ parent: JobID) throws(JobError) -> [UInt8] {
    // It has been removed meanwhile, or something else stands there.
    guard let file = try? RegularFile.open(path, O_RDONLY) else { throw .outputGone(parent, what: "result") }
    defer { close(file.rawValue) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(bytesMax, 65_536))
    while bytes.count < bytesMax {
      let count = read(file.rawValue, &buffer, min(buffer.count, bytesMax - bytes.count))
      if count < 0 && errno == EINTR { continue }
      if count < 0 {
        let error = Errno(rawValue: errno)
        throw .store(.io(statement: "parent", code: error.rawValue, message: "\(path): \(error)"))
      }
      if count == 0 { break }
      bytes += buffer[..<count]
    }
    return bytes
  }
}

extension WorkerTask.Parent {
  /// What is in the file: a handler's own output was written for this follow-up, its values by the attempt itself.
  fileprivate func source(of path: String) -> JobResult.Source {
    switch JobKind(name: kind) {
    case .handler: LogFiles.isResult(path) ? .lines : .handler
    case .http: .http(status: nil)
    default: .file
    }
  }
}
